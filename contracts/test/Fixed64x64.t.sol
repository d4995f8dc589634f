// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Fixed64x64} from "../src/lib/Fixed64x64.sol";
import {Base} from "./Base.sol";
import {AbdkHarness, Fixed64x64Harness} from "./Fixed64x64Harness.sol";

contract Fixed64x64Test is Base {
    Fixed64x64Harness private h = new Fixed64x64Harness();
    AbdkHarness private abdk = new AbdkHarness();

    /// Both return the same bits, or both revert, ours with one of the three errors.
    function _same(bytes memory call) private view {
        (bool ok, bytes memory out) = address(h).staticcall(call);
        (bool wanted, bytes memory want) = address(abdk).staticcall(call);
        yes(ok == wanted, "reverts where ABDK does");
        if (ok) {
            yes(keccak256(out) == keccak256(want), "what ABDK returns");
        } else {
            bytes4 e = bytes4(out);
            yes(
                e == Fixed64x64.Overflow.selector || e == Fixed64x64.DivisionByZero.selector
                    || e == Fixed64x64.Negative.selector,
                "named"
            );
        }
    }

    function _small(int128 x, int128 y) private view {
        _same(abi.encodeCall(h.toInt, (x)));
        _same(abi.encodeCall(h.toUInt, (x)));
        _same(abi.encodeCall(h.add, (x, y)));
        _same(abi.encodeCall(h.sub, (x, y)));
        _same(abi.encodeCall(h.neg, (x)));
        _same(abi.encodeCall(h.abs, (x)));
        _same(abi.encodeCall(h.avg, (x, y)));
        _same(abi.encodeCall(h.mul, (x, y)));
        _same(abi.encodeCall(h.div, (x, y)));
        _same(abi.encodeCall(h.inv, (x)));
        _same(abi.encodeCall(h.sqrt, (x)));
    }

    function _large(int128 s, int256 x, int256 y) private view {
        _same(abi.encodeCall(h.fromInt, (x)));
        _same(abi.encodeCall(h.fromUInt, (uint256(x))));
        _same(abi.encodeCall(h.muli, (s, x)));
        _same(abi.encodeCall(h.mulu, (s, uint256(x))));
        _same(abi.encodeCall(h.divi, (x, y)));
        _same(abi.encodeCall(h.divu, (uint256(x), uint256(y))));
    }

    /// Every power of two and its neighbours, of both signs.
    function _edge(uint256 seed) private pure returns (int256 x) {
        unchecked {
            x = (int256(1) << uint8(seed)) + int256(seed >> 8) % 3;
            return seed >> 255 == 0 ? x : -x;
        }
    }

    function testFuzzIsAbdk(int128 x, int128 y, int256 a, int256 b, uint8 shift, uint8 shift2) public view {
        _small(x, y);
        _small(x >> (shift % 128), y >> (shift2 % 128));
        _large(x, a, b);
        _large(x >> (shift % 128), a >> shift2, b >> shift);
        _large(y, a, b >> shift);
    }

    function testFuzzIsAbdkAtTheEdges(uint256 a, uint256 b, uint256 c) public view {
        (int256 x, int256 y, int256 z) = (_edge(a), _edge(b), _edge(c));
        _small(int128(x), int128(y));
        _large(int128(z), x, y);
    }

    /// The two-step quotient of the largest numbers.
    function testFuzzLargeQuotients(uint256 x, uint256 y, uint8 shift) public view {
        x |= 1 << 255;
        x >>= shift % 64;
        y |= 1 << 255;
        _same(abi.encodeCall(h.divu, (x, y >> (shift % 70))));
        _same(abi.encodeCall(h.divu, (x, (y >> (shift % 128)) & ~uint256(type(uint128).max))));
    }

    function testErrors() public {
        vm.expectRevert(Fixed64x64.Overflow.selector);
        h.add(type(int128).max, 1);
        vm.expectRevert(Fixed64x64.Overflow.selector);
        h.neg(type(int128).min);
        vm.expectRevert(Fixed64x64.DivisionByZero.selector);
        h.div(1, 0);
        vm.expectRevert(Fixed64x64.DivisionByZero.selector);
        h.divu(1, 0);
        vm.expectRevert(Fixed64x64.DivisionByZero.selector);
        h.inv(0);
        vm.expectRevert(Fixed64x64.Negative.selector);
        h.sqrt(-1);
        vm.expectRevert(Fixed64x64.Negative.selector);
        h.mulu(-1, 1);
        vm.expectRevert(Fixed64x64.Overflow.selector);
        h.mulu(2 << 64, 1 << 255);
        vm.expectRevert(Fixed64x64.Overflow.selector);
        h.muli(-1 << 64, type(int256).min);
    }
}
