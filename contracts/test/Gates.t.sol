// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AllowListGate} from "../src/gates/AllowListGate.sol";
import {Base} from "./Base.sol";

contract GatesTest is Base {
    AllowListGate private gate;
    address[] private agents;
    uint32[] private groups;

    function setUp() public {
        gate = new AllowListGate(address(this));
        agents.push(ALICE);
        agents.push(SENDER);
        groups.push(0);
        groups.push(type(uint32).max);
    }

    function _is(address agent, bool ok, uint32 group) private view {
        (bool a, uint32 g) = gate.admitted(0, agent);
        yes(a == ok, "admitted");
        eq(g, group, "group");
    }

    function testAllowAndDisallow() public {
        _is(ALICE, false, 0);
        vm.expectEmit(address(gate));
        emit AllowListGate.Allowed(ALICE, 0);
        gate.allow(agents, groups);
        _is(ALICE, true, 0);
        _is(SENDER, true, type(uint32).max);
        agents.pop();
        vm.expectEmit(address(gate));
        emit AllowListGate.Disallowed(ALICE);
        gate.disallow(agents);
        _is(ALICE, false, 0);
        _is(SENDER, true, type(uint32).max);
    }

    function testOneGroupForEachAgent() public {
        groups.pop();
        vm.expectRevert(AllowListGate.LengthMismatch.selector);
        gate.allow(agents, groups);
    }

    function testOnlyTheOwner() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, ALICE));
        gate.allow(agents, groups);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, ALICE));
        gate.disallow(agents);
        gate.transferOwnership(ALICE);
        gate.allow(agents, groups); // until it is accepted
        vm.prank(ALICE);
        gate.acceptOwnership();
        vm.prank(ALICE);
        gate.disallow(agents);
    }
}
