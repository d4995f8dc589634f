// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What the hub asks of Arbitrum's system contract at address 100.
interface IArbSys {
    /// @notice The number of the chain's own block.
    function arbBlockNumber() external view returns (uint256);

    /// @notice The hash of one of the chain's last 256 blocks; reverts for others.
    function arbBlockHash(uint256 number) external view returns (bytes32);
}
