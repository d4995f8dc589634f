// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Equilibrium} from "../src/lib/Equilibrium.sol";
import {EquilibriumLens} from "../src/lib/EquilibriumLens.sol";
import {Base} from "./Base.sol";

contract EquilibriumTest is Base {
    int128 private constant MOST = int128((1 << 110) - 1);

    EquilibriumLens private lens = new EquilibriumLens();
    int128[] private b;
    uint32[] private L;

    function _agent(int128 anchor, uint32 stubbornness) private {
        b.push(anchor);
        L.push(stubbornness);
    }

    /// The definition: bisection, sorting, checked arithmetic.
    function _plain(uint256 f) private view returns (int256 lo) {
        lo = -int256(1 << 110);
        int256 hi = 1 << 110;
        while (hi - lo > 1) {
            int256 middle = (lo + hi) >> 1;
            if (_g(f, middle) >= 0) lo = middle;
            else hi = middle;
        }
    }

    function _pulls(int256 v) private view returns (int256[] memory pulls) {
        pulls = new int256[](b.length);
        for (uint256 i = 0; i < pulls.length; ++i) {
            int256 p = (int256(65_536) - int256(uint256(L[i]))) * (b[i] - v);
            uint256 j = i;
            for (; j > 0 && pulls[j - 1] > p; --j) {
                pulls[j] = pulls[j - 1];
            }
            pulls[j] = p;
        }
    }

    function _g(uint256 f, int256 v) private view returns (int256 g) {
        int256[] memory pulls = _pulls(v);
        for (uint256 i = f; i < pulls.length - f; ++i) {
            g += pulls[i];
        }
    }

    /// What `solve` says is the definition's, `check` takes it with its cuts, and nothing beside it.
    function _agrees(uint256 f) private view {
        int256 want = _plain(f);
        int128 v = lens.solve(b, L, f);
        eqInt(v, want, "value");
        int256[] memory pulls = _pulls(v);
        (int128 low, int128 high) = lens.cuts(b, L, f, v);
        eqInt(low, pulls[f], "low");
        eqInt(high, pulls[pulls.length - 1 - f], "high");
        yes(lens.check(b, L, f, v, low, high), "the outcome");
        yes(!lens.check(b, L, f, v, low - 1, high) && !lens.check(b, L, f, v, low, high + 1), "wider cuts");
        yes(!lens.check(b, L, f, v, low + 1, high) && !lens.check(b, L, f, v, low, high - 1), "closer cuts");
        for (int128 d = -1; d <= 1; d += 2) {
            if (v + d <= -MOST || v + d >= MOST) continue;
            (low, high) = lens.cuts(b, L, f, v + d);
            yes(!lens.check(b, L, f, v + d, low, high), "its neighbours with their cuts");
        }
    }

    function testOfCompute() public {
        // The mean of those that stay, weighted: (1·32768 + 2·65536 + 3·536) / 98840 in whole numbers of 100.
        _agent(-1e18, 0);
        _agent(100, 32_768);
        _agent(200, 0);
        _agent(300, 65_000);
        _agent(1e18, 0);
        _agrees(1);
        eqInt(lens.solve(b, L, 1), int256(100 * 32_768 + 200 * 65_536 + 300 * 536) / 98_840, "weighted mean");
    }

    function testOne() public {
        _agent(-7, 65_000);
        _agrees(0);
        eqInt(lens.solve(b, L, 0), -7, "its anchor");
    }

    function testFloors() public {
        _agent(0, 0);
        _agent(-1, 0);
        _agrees(0);
        eqInt(lens.solve(b, L, 0), -1, "towards minus infinity");
    }

    function testExtremes() public {
        for (uint256 i = 0; i < 3; ++i) {
            _agent(MOST, i % 2 == 0 ? 0 : 65_000);
            _agent(-MOST, i % 2 == 0 ? 65_000 : 0);
        }
        for (uint256 f = 0; f <= 2; ++f) {
            _agrees(f);
        }
    }

    /// All agree to the last bit, with weights that tear them apart one unit on.
    function testTies() public {
        for (uint32 i = 0; i < 12; ++i) {
            _agent(5 << 64, i * 5900);
        }
        for (uint256 f = 0; f <= 5; ++f) {
            _agrees(f);
            eqInt(lens.solve(b, L, f), 5 << 64, "what all say");
        }
    }

    function testFuzzAgrees(uint256 seed, uint8 n, uint8 faults, uint8 anchorBits, uint8 kind) public {
        uint256 count = 1 + n % 14;
        for (uint256 i = 0; i < count; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            int256 x = int256(r) >> (255 - anchorBits % 111);
            if (kind % 4 == 0 && r % 5 == 0) x = r % 2 == 0 ? int256(MOST) : -int256(MOST);
            if (x <= -int256(1 << 110)) x = -int256(MOST);
            _agent(int128(x), uint32(kind % 3 == 0 ? (r >> 9) % 2 * 65_000 : (r >> 9) % 65_001));
        }
        _agrees(faults % ((count - 1) / 2 + 1));
    }

    /// Nothing but the outcome with its cuts is taken, however it is chosen.
    function testFuzzNothingElse(uint256 seed, int128 value, int128 low, int128 high, uint8 shift) public {
        for (uint256 i = 0; i < 7; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            _agent(int128(int256(r) >> (160 + shift % 90)), uint32(r % 65_001));
        }
        int128 v = lens.solve(b, L, 2);
        (int128 l, int128 h) = lens.cuts(b, L, 2, v);
        yes(lens.check(b, L, 2, value, low, high) == (value == v && low == l && high == h), "anything");
        int128 near = v + value % 4;
        (l, h) = lens.cuts(b, L, 2, near);
        yes(lens.check(b, L, 2, near, l, h) == (near == v), "near");
    }

    function testSizes() public {
        vm.expectRevert(abi.encodeWithSelector(Equilibrium.TooFewAgents.selector, 0, 0));
        lens.solve(b, L, 0);
        _agent(1, 1);
        _agent(2, 2);
        vm.expectRevert(abi.encodeWithSelector(Equilibrium.TooFewAgents.selector, 2, 1));
        lens.solve(b, L, 1);
        vm.expectRevert(abi.encodeWithSelector(Equilibrium.TooFewAgents.selector, 2, type(uint256).max));
        lens.check(b, L, type(uint256).max, 0, 0, 0);
        L.pop();
        vm.expectRevert(abi.encodeWithSelector(Equilibrium.LengthMismatch.selector, 2, 1));
        lens.cuts(b, L, 0, 0);
        L.push(65_001);
        vm.expectRevert(abi.encodeWithSelector(Equilibrium.StubbornnessOutOfRange.selector, 1));
        lens.solve(b, L, 0);
        L[1] = 65_000;
        for (uint256 i = 0; i < 2; ++i) {
            b[i] = i == 0 ? MOST + 1 : -MOST - 1;
            vm.expectRevert(abi.encodeWithSelector(Equilibrium.AnchorOutOfRange.selector, i));
            lens.solve(b, L, 0);
            vm.expectRevert(abi.encodeWithSelector(Equilibrium.AnchorOutOfRange.selector, i));
            lens.check(b, L, 0, 0, 0, 0);
            b[i] = 0;
        }
        vm.expectRevert(Equilibrium.ValueOutOfRange.selector);
        lens.cuts(b, L, 0, MOST + 1);
        yes(!lens.check(b, L, 0, MOST + 1, 0, 0), "a value out of range");
        yes(!lens.check(b, L, 0, type(int128).min, type(int128).min, type(int128).max), "extremes");
    }
}

/// @notice Whole transactions, for one coordinate; see README.md for the command.
contract EquilibriumGasTest is Base {
    EquilibriumLens private lens = new EquilibriumLens();

    function setUp() public {
        vm.setEvmVersion("osaka");
    }

    /// A transaction; Forge does not make one of a call that it knows to be static.
    function _send(bytes memory data, string memory name) private returns (bytes memory out) {
        (, out) = address(lens).call(data);
        vm.snapshotGasLastCall(name);
    }

    /// Bell-shaped anchors with all their bits alive, every confidence, a fifth of liars.
    function _measure(uint256 n, string memory solve, string memory check) private {
        int128[] memory b = new int128[](n);
        uint32[] memory L = new uint32[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 r = uint256(keccak256(abi.encode(i)));
            for (uint256 j = 0; j < 4; ++j) {
                b[i] += int128(uint128(uint64(r >> (64 * j))));
            }
            L[i] = uint32(r % 65_001);
        }
        int128 v = abi.decode(_send(abi.encodeCall(lens.solve, (b, L, n / 5)), solve), (int128));
        (int128 low, int128 high) = lens.cuts(b, L, n / 5, v);
        bytes memory out = _send(abi.encodeCall(lens.check, (b, L, n / 5, v, low, high)), check);
        yes(abi.decode(out, (bool)), "the outcome");
    }

    function testGas() public {
        _measure(10, "solve, 10 agents", "check, 10 agents");
        _measure(100, "solve, 100 agents", "check, 100 agents");
        _measure(1000, "solve, 1000 agents", "check, 1000 agents");
    }

    /// The dearest check: all agree to the last bit and none weighs the same.
    function testGasOfTies() public {
        int128[] memory b = new int128[](100);
        uint32[] memory L = new uint32[](100);
        for (uint256 i = 0; i < 100; ++i) {
            (b[i], L[i]) = (5 << 64, uint32(i * 650));
        }
        bytes memory out = _send(abi.encodeCall(lens.check, (b, L, 20, 5 << 64, 0, 0)), "check, 100 agents that agree");
        yes(abi.decode(out, (bool)), "the outcome");
    }
}
