// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title 64.64 fixed point
/// @notice Arithmetic on int128 in units of 2⁻⁶⁴, the unit of every value of the hub. Each function returns
/// what ABDKMath64x64's of the same name returns, to the last bit, and reverts exactly where that reverts,
/// but with a named error. A few hundred gas each.
/// @dev Products are floored, signed quotients truncated towards zero, as there.
library Fixed64x64 {
    int128 internal constant MIN = type(int128).min; // −2⁶³
    int128 internal constant MAX = type(int128).max; // 2⁶³ − 2⁻⁶⁴

    /// The result does not fit its type.
    error Overflow();
    /// The divisor is zero.
    error DivisionByZero();
    /// The function is not defined for negative arguments.
    error Negative();

    // ---------------------------------------------------------- conversions

    /// @notice A whole number.
    function fromInt(int256 x) internal pure returns (int128) {
        if (x < type(int64).min || x > type(int64).max) revert Overflow();
        return int128(x << 64);
    }

    /// @notice ⌊x⌋.
    function toInt(int128 x) internal pure returns (int64) {
        return int64(x >> 64);
    }

    /// @notice A whole number that is not negative.
    function fromUInt(uint256 x) internal pure returns (int128) {
        if (x > uint64(type(int64).max)) revert Overflow();
        return int128(uint128(x << 64));
    }

    /// @notice ⌊x⌋ of an x that is not negative.
    function toUInt(int128 x) internal pure returns (uint64) {
        if (x < 0) revert Negative();
        return uint64(uint128(x >> 64));
    }

    // ------------------------------------------------------- sums, products

    /// @notice x + y.
    function add(int128 x, int128 y) internal pure returns (int128) {
        return _fit(int256(x) + y);
    }

    /// @notice x − y.
    function sub(int128 x, int128 y) internal pure returns (int128) {
        return _fit(int256(x) - y);
    }

    /// @notice −x.
    function neg(int128 x) internal pure returns (int128) {
        return _fit(-int256(x));
    }

    /// @notice |x|.
    function abs(int128 x) internal pure returns (int128) {
        return x < 0 ? neg(x) : x;
    }

    /// @notice The mean of x and y, floored.
    function avg(int128 x, int128 y) internal pure returns (int128) {
        return int128((int256(x) + y) >> 1);
    }

    /// @notice x·y, floored.
    function mul(int128 x, int128 y) internal pure returns (int128) {
        return _fit((int256(x) * y) >> 64);
    }

    /// @notice x·y for an integer y, truncated towards zero to an integer.
    function muli(int128 x, int256 y) internal pure returns (int256) {
        uint256 m = _product(_magnitude(x), _magnitude(y));
        if ((x < 0) == (y < 0)) {
            if (m > uint256(type(int256).max)) revert Overflow();
            return int256(m);
        }
        if (m > 1 << 255) revert Overflow();
        unchecked {
            return -int256(m); // −2²⁵⁵ is its own negative
        }
    }

    /// @notice x·y for an integer y, floored to an integer. Negative if x is, unless y is 0.
    function mulu(int128 x, uint256 y) internal pure returns (uint256) {
        if (y == 0) return 0;
        if (x < 0) revert Negative();
        return _product(uint128(x), y);
    }

    // ------------------------------------------------------------ quotients

    /// @notice x/y, truncated towards zero.
    function div(int128 x, int128 y) internal pure returns (int128) {
        if (y == 0) revert DivisionByZero();
        return _fit((int256(x) << 64) / y);
    }

    /// @notice x/y for integers, truncated towards zero.
    function divi(int256 x, int256 y) internal pure returns (int128) {
        uint256 m = _quotient(_magnitude(x), _magnitude(y));
        return _fit((x < 0) == (y < 0) ? int256(m) : -int256(m));
    }

    /// @notice x/y for integers that are not negative, truncated.
    function divu(uint256 x, uint256 y) internal pure returns (int128) {
        return _fit(int256(_quotient(x, y)));
    }

    /// @notice 1/x, truncated towards zero.
    function inv(int128 x) internal pure returns (int128) {
        if (x == 0) revert DivisionByZero();
        return _fit((int256(1) << 128) / x);
    }

    /// @notice √x, floored.
    function sqrt(int128 x) internal pure returns (int128) {
        if (x < 0) revert Negative();
        return int128(uint128(Math.sqrt(uint256(uint128(x)) << 64)));
    }

    // --------------------------------------------------------------- inside

    function _fit(int256 x) private pure returns (int128) {
        if (x < MIN || x > MAX) revert Overflow();
        return int128(x);
    }

    function _magnitude(int256 x) private pure returns (uint256) {
        unchecked {
            return x < 0 ? uint256(-x) : uint256(x); // 2²⁵⁵ for −2²⁵⁵
        }
    }

    /// ⌊x·y/2⁶⁴⌋ for x ≤ 2¹²⁷.
    function _product(uint256 x, uint256 y) private pure returns (uint256 z) {
        unchecked {
            uint256 high = x * (y >> 128);
            uint256 low = (x * uint128(y)) >> 64;
            z = (high << 64) + low;
            if (high >> 192 != 0 || z < low) revert Overflow();
        }
    }

    /// x·2⁶⁴/y below 2¹²⁸, truncated.
    function _quotient(uint256 x, uint256 y) private pure returns (uint256 z) {
        if (y == 0) revert DivisionByZero();
        unchecked {
            if (x >> 192 == 0) {
                z = (x << 64) / y;
            } else {
                // x·2⁶⁴ has more than 256 bits. A divisor rounded up gives a quotient that is not above the
                // exact one; what is left of x·2⁶⁴, in two words, gives the rest.
                uint256 excess = Math.log2(x) - 191; // 1 to 64
                z = (x << (64 - excess)) / (((y - 1) >> excess) + 1);
                if (z >> 128 != 0) revert Overflow();
                z += _rest(x, y, z);
            }
        }
        if (z >> 128 != 0) revert Overflow();
    }

    /// What is missing in z, x·2⁶⁴/y rounded down too far. Where the remainder has a second word this is 1,
    /// which is what ABDK adds.
    function _rest(uint256 x, uint256 y, uint256 z) private pure returns (uint256) {
        unchecked {
            uint256 high = x >> 192;
            uint256 low = x << 64;
            uint256 a = z * uint128(y);
            uint256 b = z * (y >> 128);
            if (low < a) --high;
            low -= a;
            if (low < b << 128) --high;
            low -= b << 128;
            return high == b >> 128 ? low / y : 1;
        }
    }
}
