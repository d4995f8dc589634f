// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The operators of a hub
/// @notice Decides whether a quorum signed a digest, and says who is paid. Has no power over a hub's
/// tasks or money: it is only asked.
interface IQuorumVerifier {
    /// @notice Returns if a quorum of `epoch` signed `digest`, reverts otherwise. Anybody may call.
    /// @param digest Any 32 bytes; what they stand for is the caller's to know
    /// @param epoch The epoch that serves, else this reverts
    /// @param proof In the form of the implementation
    function verify(bytes32 digest, uint32 epoch, bytes calldata proof) external view;

    /// @notice The identity of the first set, equal on every chain and in every epoch.
    function setId() external view returns (bytes32);

    /// @notice The epoch whose set signs now; 0 before the first.
    function epoch() external view returns (uint32);

    /// @notice How many signers make a quorum.
    function threshold() external view returns (uint256);

    /// @notice The number of operators.
    function size() external view returns (uint256);

    /// @notice Who receives the bounties that the operators earned.
    function payee() external view returns (address);
}
