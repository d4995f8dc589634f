// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The trimmed equilibrium of one coordinate
/// @notice n agents, f of which may lie, k = n − 2f. Agent i holds an anchor b_i and a stubbornness L_i out
/// of 65536; w_i = 65536 − L_i. The outcome is the largest integer v with g(v) ≥ 0, where g(T) is the sum of
/// the k middle values of the pulls w_i·(b_i − T). It is exact, and the same to the last bit as what the
/// operators post.
/// @dev Limits: n ≥ 2f + 1, |b| < 2¹¹⁰, L ≤ 65000; anything else reverts. Within them a pull fits 128 bits
/// and every sum fits 256, which is why the arithmetic is unchecked.
library Equilibrium {
    /// @notice The largest L.
    uint256 internal constant MAX_STUBBORNNESS = 65_000;
    /// @notice Anchors and values are below this in magnitude, in units of 2⁻⁶⁴.
    int256 internal constant LIMIT = 1 << 110;

    int256 private constant UNIT = 65_536; // L + w, and the largest w
    int256 private constant WEIGHT = 0xffffffff; // mask of the weight in a packed agent or pull
    uint256 private constant NEWTON = 4; // after so many passes Newton alone is not trusted to converge

    /// Fewer than 2f + 1 agents.
    error TooFewAgents(uint256 agents, uint256 f);
    /// Not one L for each anchor.
    error LengthMismatch(uint256 anchors, uint256 stubbornnesses);
    /// The anchor of this agent is 2¹¹⁰ or more in magnitude.
    error AnchorOutOfRange(uint256 agent);
    /// The stubbornness of this agent is above 65000.
    error StubbornnessOutOfRange(uint256 agent);
    /// The value is 2¹¹⁰ or more in magnitude.
    error ValueOutOfRange();

    /// What one pass over the agents finds out about a value and its cuts.
    struct Tally {
        int256 v;
        int256 low;
        int256 high;
        int256 sum; // at v: of the pulls that are not far, clamped
        int256 rest; // at v + 1: of the pulls that are surely between its cuts
        uint256 farBelow; // pulls that are surely below both cuts, at v and at v + 1
        uint256 farAbove;
        uint256 below; // further pulls < low
        uint256 atMostLow; // further pulls ≤ low
        uint256 above; // further pulls > high
        uint256 atLeastHigh; // further pulls ≥ high
        uint256 count; // of `near`
        int256 least; // of `near`
        int256 most;
        int256[] near; // at v + 1: pulls that may be one of its cuts
    }

    /// @notice The outcome of one coordinate. Meant for `eth_call`: Newton's method in a bracket, a handful
    /// of passes of two selections each. About 8,000 gas for each agent, up to 50,000 where the anchors differ
    /// by orders of magnitude and the weights by as much as they may; anchors in an order made for it can cost
    /// more. Where that must not happen, take the value from outside and `check` it.
    /// @param anchors In units of 2⁻⁶⁴
    /// @param L One for each anchor
    /// @param f How many agents may lie
    function solve(int128[] calldata anchors, uint32[] calldata L, uint256 f) internal pure returns (int128) {
        unchecked {
            (int256[] memory agents, int256 lo, int256 hi) = _load(anchors, L, f);
            int256[] memory pulls = new int256[](agents.length);
            // g(lo) ≥ 0 > g(hi): all pulls are ≥ 0 at the smallest anchor and < 0 past the largest.
            ++hi;
            int256 v = (lo + hi) >> 1;
            for (uint256 pass = 1; hi - lo > 1; ++pass) {
                (int256 g, int256 weight) = _evaluate(agents, pulls, f, v);
                if (g >= 0) lo = v;
                else hi = v;
                int256 next = v + _floorDiv(g, weight);
                if (next == lo) ++next;
                else if (next == hi) --next;
                // On ties Newton can cycle: then every third pass halves the bracket, and every third the
                // anchors in it, which may differ by orders of magnitude.
                if (pass > NEWTON && pass % 3 == 0) next = _middleAnchor(agents, pulls, lo, hi);
                if (next <= lo || next >= hi || (pass > NEWTON && pass % 3 == 1)) next = (lo + hi) >> 1;
                v = next;
            }
            return int128(lo);
        }
    }

    /// @notice The two cuts of a value: the (f+1)-th smallest and the (f+1)-th largest pull at it, in units
    /// of 2⁻⁸⁰. What `check` takes, for any value. About 2,000 gas for each agent.
    function cuts(int128[] calldata anchors, uint32[] calldata L, uint256 f, int128 value)
        internal
        pure
        returns (int128 low, int128 high)
    {
        if (!_inRange(value)) revert ValueOutOfRange();
        unchecked {
            (int256[] memory agents,,) = _load(anchors, L, f);
            int256[] memory pulls = new int256[](agents.length);
            _evaluate(agents, pulls, f, value);
            return (int128(pulls[f] >> 32), int128(pulls[pulls.length - 1 - f] >> 32));
        }
    }

    /// @notice Whether `value` is the outcome and `low` and `high` are its cuts: at least f+1 pulls ≤ low and
    /// at most f below it, likewise above high, and g(value) ≥ 0 > g(value + 1). One pass over the agents,
    /// whatever they sent, without sorting: as a transaction about 1,000 gas for each, which is the floor price
    /// of their calldata (EIP-7623). Agents whose pulls one unit of the value could move across a cut cost
    /// more, if many agree to the last bit and weigh differently: 34 further looks, up to 5,000 gas for each.
    /// @param low The (f+1)-th smallest pull at `value`
    /// @param high The (f+1)-th largest pull at `value`
    function check(int128[] calldata anchors, uint32[] calldata L, uint256 f, int128 value, int128 low, int128 high)
        internal
        pure
        returns (bool)
    {
        _checkSizes(anchors.length, L.length, f);
        Tally memory t;
        (t.v, t.low, t.high) = (value, low, high);
        t.near = new int256[](anchors.length);
        (t.least, t.most) = (type(int256).max, type(int256).min);
        unchecked {
            _tally(t, anchors, L);
            // Only now, so that bad agents are an error whatever is claimed of them.
            if (!_inRange(value) || low > high) return false;
            if (t.farBelow + t.below > f || t.farBelow + t.atMostLow <= f) return false;
            if (t.farAbove + t.above > f || t.farAbove + t.atLeastHigh <= f) return false;
            int256 sum = t.sum + int256(t.farBelow) * low + int256(t.farAbove) * high;
            if (sum - int256(f) * (t.low + t.high) < 0) return false;
            return _isNegativeAfter(t, f);
        }
    }

    function _checkSizes(uint256 n, uint256 stubbornnesses, uint256 f) private pure {
        if (n != stubbornnesses) revert LengthMismatch(n, stubbornnesses);
        if (n == 0 || f > (n - 1) / 2) revert TooFewAgents(n, f);
    }

    function _inRange(int256 x) private pure returns (bool) {
        return -LIMIT < x && x < LIMIT;
    }

    /// Anchor and weight of an agent.
    function _agent(int128[] calldata anchors, uint32[] calldata L, uint256 i)
        private
        pure
        returns (int256 b, int256 w)
    {
        uint256 stubbornness;
        // i is below both lengths, and the limits are narrower than the types: Solidity's own checks of the
        // two are half of what an agent costs.
        assembly ("memory-safe") {
            b := calldataload(add(anchors.offset, shl(5, i)))
            stubbornness := calldataload(add(L.offset, shl(5, i)))
        }
        if (!_inRange(b)) revert AnchorOutOfRange(i);
        if (stubbornness > MAX_STUBBORNNESS) revert StubbornnessOutOfRange(i);
        unchecked {
            w = UNIT - int256(stubbornness);
        }
    }

    // ---------------------------------------------------------------- solve

    /// The agents, each as b·2³² + w, and their smallest and largest anchor.
    function _load(int128[] calldata anchors, uint32[] calldata L, uint256 f)
        private
        pure
        returns (int256[] memory agents, int256 least, int256 most)
    {
        _checkSizes(anchors.length, L.length, f);
        agents = new int256[](anchors.length);
        (least, most) = (LIMIT, -LIMIT);
        unchecked {
            for (uint256 i = 0; i < agents.length; ++i) {
                (int256 b, int256 w) = _agent(anchors, L, i);
                agents[i] = b << 32 | w;
                if (b < least) least = b;
                if (b > most) most = b;
            }
        }
    }

    /// g(v) and the weight of the agents in the middle, by how much g falls with each unit. Leaves in `pulls`
    /// those in the middle between the others, each as pull·2³² + w, with the cuts at the two ends.
    function _evaluate(int256[] memory agents, int256[] memory pulls, uint256 f, int256 v)
        private
        pure
        returns (int256 g, int256 weight)
    {
        unchecked {
            uint256 n = agents.length;
            for (uint256 i = 0; i < n; ++i) {
                int256 w = agents[i] & WEIGHT;
                pulls[i] = ((agents[i] >> 32) - v) * w << 32 | w;
            }
            _select(pulls, 0, n, f);
            _select(pulls, f, n, n - 1 - f);
            for (uint256 i = f; i < n - f; ++i) {
                g += pulls[i] >> 32;
                weight += pulls[i] & WEIGHT;
            }
        }
    }

    /// The middle one of the anchors between lo and hi, or lo if there are none. Overwrites `scratch`.
    function _middleAnchor(int256[] memory agents, int256[] memory scratch, int256 lo, int256 hi)
        private
        pure
        returns (int256)
    {
        unchecked {
            uint256 count = 0;
            for (uint256 i = 0; i < agents.length; ++i) {
                int256 b = agents[i] >> 32;
                if (lo < b && b < hi) scratch[count++] = b;
            }
            if (count == 0) return lo;
            _select(scratch, 0, count, count / 2);
            return scratch[count / 2];
        }
    }

    /// Moves the numbers in [l, r) so that a[k] is as if they were sorted, and none before it is larger, none
    /// after it smaller.
    function _select(int256[] memory a, uint256 l, uint256 r, uint256 k) private pure {
        unchecked {
            while (r - l > 1) {
                int256 pivot = a[(l + r) / 2];
                // [l, lt) is smaller than the pivot, [lt, i) equal, [gt, r) larger.
                (uint256 lt, uint256 i, uint256 gt) = (l, l, r);
                while (i < gt) {
                    int256 x = a[i];
                    if (x < pivot) {
                        a[i++] = a[lt];
                        a[lt++] = x;
                    } else if (x > pivot) {
                        a[i] = a[--gt];
                        a[gt] = x;
                    } else {
                        ++i;
                    }
                }
                if (k < lt) r = lt;
                else if (k >= gt) l = gt;
                else return;
            }
        }
    }

    function _floorDiv(int256 a, int256 b) private pure returns (int256 q) {
        unchecked {
            q = a / b;
            if (a % b < 0) --q;
        }
    }

    // ---------------------------------------------------------------- check

    /// One pass over the agents. With the value one higher a pull p is p − w, and each cut is lower by 1 to
    /// UNIT: so a pull that is UNIT or more off a cut stays on its side.
    function _tally(Tally memory t, int128[] calldata anchors, uint32[] calldata L) private pure {
        unchecked {
            int256 v = t.v;
            int256 from = t.low + UNIT;
            int256 to = t.high - UNIT;
            int256 sum = 0;
            int256 rest = 0;
            for (uint256 i = 0; i < anchors.length; ++i) {
                (int256 p, int256 w) = _agent(anchors, L, i);
                p = w * (p - v);
                if (p >= from && p < to) {
                    sum += p;
                    rest += p - w;
                } else {
                    _tallyOutside(t, p, w);
                }
            }
            t.sum += sum;
            t.rest = rest;
        }
    }

    /// Counts a pull that is not surely between the cuts.
    function _tallyOutside(Tally memory t, int256 p, int256 w) private pure {
        unchecked {
            (int256 low, int256 high) = (t.low, t.high);
            if (p < low - UNIT) {
                ++t.farBelow;
            } else if (p >= high + UNIT) {
                ++t.farAbove;
            } else {
                if (p <= low) {
                    ++t.atMostLow;
                    if (p < low) ++t.below;
                }
                if (p >= high) {
                    ++t.atLeastHigh;
                    if (p > high) ++t.above;
                }
                t.sum += _clamp(p, low, high);
                p -= w;
                t.near[t.count++] = p;
                if (p < t.least) t.least = p;
                if (p > t.most) t.most = p;
            }
        }
    }

    /// Whether g(v + 1) < 0, the cuts at v being right.
    function _isNegativeAfter(Tally memory t, uint256 f) private pure returns (bool) {
        unchecked {
            // As many of the near pulls as are needed for f + 1, and for n − f, pulls up to a cut. All that
            // are surely between the cuts count for the upper one.
            int256 low = _rank(t, t.low, f + 1 - t.farBelow);
            int256 high = _rank(t, t.high, t.count + t.farAbove - f);
            int256 g = t.rest + int256(t.farBelow) * low + int256(t.farAbove) * high - int256(f) * (low + high);
            for (uint256 i = 0; i < t.count; ++i) {
                g += _clamp(t.near[i], low, high);
            }
            return g < 0;
        }
    }

    /// The smallest number that at least `rank` of the near pulls do not exceed; it is one to UNIT below
    /// `cut`.
    function _rank(Tally memory t, int256 cut, uint256 rank) private pure returns (int256 from) {
        unchecked {
            from = cut - UNIT;
            int256 to = cut - 1;
            if (from < t.least) from = t.least;
            if (to > t.most) to = t.most;
            (int256[] memory near, uint256 count) = (t.near, t.count);
            while (from < to) {
                int256 middle = (from + to) >> 1;
                uint256 n = 0;
                for (uint256 i = 0; i < count; ++i) {
                    if (near[i] <= middle) ++n;
                }
                if (n >= rank) to = middle;
                else from = middle + 1;
            }
        }
    }

    function _clamp(int256 x, int256 low, int256 high) private pure returns (int256) {
        return x < low ? low : x > high ? high : x;
    }
}
