// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ABDKMath64x64} from "abdk-libraries-solidity/ABDKMath64x64.sol";
import {Fixed64x64} from "../src/lib/Fixed64x64.sol";

/// @notice The library from outside, for Forge and for Go.
contract Fixed64x64Harness {
    function fromInt(int256 x) external pure returns (int128) {
        return Fixed64x64.fromInt(x);
    }

    function toInt(int128 x) external pure returns (int64) {
        return Fixed64x64.toInt(x);
    }

    function fromUInt(uint256 x) external pure returns (int128) {
        return Fixed64x64.fromUInt(x);
    }

    function toUInt(int128 x) external pure returns (uint64) {
        return Fixed64x64.toUInt(x);
    }

    function add(int128 x, int128 y) external pure returns (int128) {
        return Fixed64x64.add(x, y);
    }

    function sub(int128 x, int128 y) external pure returns (int128) {
        return Fixed64x64.sub(x, y);
    }

    function neg(int128 x) external pure returns (int128) {
        return Fixed64x64.neg(x);
    }

    function abs(int128 x) external pure returns (int128) {
        return Fixed64x64.abs(x);
    }

    function avg(int128 x, int128 y) external pure returns (int128) {
        return Fixed64x64.avg(x, y);
    }

    function mul(int128 x, int128 y) external pure returns (int128) {
        return Fixed64x64.mul(x, y);
    }

    function muli(int128 x, int256 y) external pure returns (int256) {
        return Fixed64x64.muli(x, y);
    }

    function mulu(int128 x, uint256 y) external pure returns (uint256) {
        return Fixed64x64.mulu(x, y);
    }

    function div(int128 x, int128 y) external pure returns (int128) {
        return Fixed64x64.div(x, y);
    }

    function divi(int256 x, int256 y) external pure returns (int128) {
        return Fixed64x64.divi(x, y);
    }

    function divu(uint256 x, uint256 y) external pure returns (int128) {
        return Fixed64x64.divu(x, y);
    }

    function inv(int128 x) external pure returns (int128) {
        return Fixed64x64.inv(x);
    }

    function sqrt(int128 x) external pure returns (int128) {
        return Fixed64x64.sqrt(x);
    }
}

/// @notice The original, with the same functions.
contract AbdkHarness {
    function fromInt(int256 x) external pure returns (int128) {
        return ABDKMath64x64.fromInt(x);
    }

    function toInt(int128 x) external pure returns (int64) {
        return ABDKMath64x64.toInt(x);
    }

    function fromUInt(uint256 x) external pure returns (int128) {
        return ABDKMath64x64.fromUInt(x);
    }

    function toUInt(int128 x) external pure returns (uint64) {
        return ABDKMath64x64.toUInt(x);
    }

    function add(int128 x, int128 y) external pure returns (int128) {
        return ABDKMath64x64.add(x, y);
    }

    function sub(int128 x, int128 y) external pure returns (int128) {
        return ABDKMath64x64.sub(x, y);
    }

    function neg(int128 x) external pure returns (int128) {
        return ABDKMath64x64.neg(x);
    }

    function abs(int128 x) external pure returns (int128) {
        return ABDKMath64x64.abs(x);
    }

    function avg(int128 x, int128 y) external pure returns (int128) {
        return ABDKMath64x64.avg(x, y);
    }

    function mul(int128 x, int128 y) external pure returns (int128) {
        return ABDKMath64x64.mul(x, y);
    }

    function muli(int128 x, int256 y) external pure returns (int256) {
        return ABDKMath64x64.muli(x, y);
    }

    function mulu(int128 x, uint256 y) external pure returns (uint256) {
        return ABDKMath64x64.mulu(x, y);
    }

    function div(int128 x, int128 y) external pure returns (int128) {
        return ABDKMath64x64.div(x, y);
    }

    function divi(int256 x, int256 y) external pure returns (int128) {
        return ABDKMath64x64.divi(x, y);
    }

    function divu(uint256 x, uint256 y) external pure returns (int128) {
        return ABDKMath64x64.divu(x, y);
    }

    function inv(int128 x) external pure returns (int128) {
        return ABDKMath64x64.inv(x);
    }

    function sqrt(int128 x) external pure returns (int128) {
        return ABDKMath64x64.sqrt(x);
    }
}
