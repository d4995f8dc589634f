// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IQuorumVerifier} from "./IQuorumVerifier.sol";

/// @title What every operator set is
/// @notice A list of distinct keys, each proven by possession, kept in the code of a contract without
/// functions; a threshold, a payee and an epoch. Nobody owns it: the first set is fixed by `setId`, every later
/// one by the signature of the one before.
abstract contract Quorum is IQuorumVerifier {
    bytes32 private constant POSSESSION_LABEL = keccak256("oracled/operator-possession/1");
    bytes32 private constant ROTATION_LABEL = keccak256("oracled/rotation/1");

    bytes32 private immutable _label;
    uint256 private immutable _keySize;
    uint256 private immutable _possessionSize;
    uint256 private immutable _maxKeys;

    /// @inheritdoc IQuorumVerifier
    bytes32 public immutable setId;

    // The serving set in one slot: size 16 bits | threshold 16 | epoch 32 | address of the keys 160.
    // Their code: 0 ‖ negated sum, padded ‖ keys.
    uint256 private _current;

    /// @inheritdoc IQuorumVerifier
    address public payee;

    /// A set began to serve.
    event SetChanged(uint32 indexed epoch, uint256 threshold, address payee, bytes keys);

    /// No set serves yet.
    error Uninitialised();
    /// The first set serves already.
    error AlreadyInitialised();
    /// These are not the keys, threshold and payee that setId stands for.
    error NotTheSet();
    /// No keys, too many keys, not of one size each, or not as many possessions as keys.
    error BadKeyCount();
    /// The keys are not distinct and in ascending order.
    error BadKeyOrder();
    /// The threshold is not above two thirds of the keys, or above their number.
    error BadThreshold();
    /// There is nobody to be paid.
    error BadPayee();
    /// The key at this index is not proven by a possession.
    error BadPossession(uint256 index);
    /// The contract that holds the keys could not be created.
    error KeysNotStored();
    /// The proof is for an epoch other than the one that serves.
    error WrongEpoch(uint32 serving, uint32 given);
    /// The bitmap names a key that the set does not have.
    error UnknownSigner();
    /// Fewer signers than the threshold.
    error TooFewSigners(uint256 signers, uint256 threshold);

    /// @param label The first word of what `setId_` is the hash of
    constructor(bytes32 setId_, bytes32 label, uint256 keySize, uint256 possessionSize, uint256 maxKeys) {
        setId = setId_;
        (_label, _keySize, _possessionSize, _maxKeys) = (label, keySize, possessionSize, maxKeys);
    }

    // ---------------------------------------------------------------- sets

    /// @notice Puts the set of `setId` into service as epoch 1. Anybody who has the possessions, made out
    /// to the caller, may call, once.
    /// @param keys Distinct, ascending, of the implementation's size
    /// @param threshold_ How many sign: more than two thirds of the keys, and no more than all
    /// @param payee_ Who receives the bounties; not zero
    /// @param possessions Of each key in turn its signature, in the implementation's form, of
    /// keccak256(abi.encode(label, chainId, this, msg.sender, 1, keccak256(key)))
    function initialise(bytes calldata keys, uint256 threshold_, address payee_, bytes calldata possessions) external {
        if (_current != 0) revert AlreadyInitialised();
        if (keccak256(abi.encode(_label, threshold_, payee_, keccak256(keys))) != setId) revert NotTheSet();
        _install(1, keys, threshold_, payee_, possessions);
    }

    /// @notice Replaces the set. Anybody who has the old quorum's proof may call; the proof is valid on
    /// every chain, the possessions are made out to this chain and caller.
    /// @param keys As in `initialise`, and so are threshold and payee
    /// @param threshold_ How many of the new keys sign
    /// @param payee_ Who receives the bounties from now on, those earned before as well
    /// @param possessions As in `initialise`, with epoch + 1 for the 1
    /// @param proof Of the serving quorum over
    /// keccak256(abi.encode(label, setId, epoch + 1, threshold, payee, keccak256(keys)))
    function rotate(
        bytes calldata keys,
        uint256 threshold_,
        address payee_,
        bytes calldata possessions,
        bytes calldata proof
    ) external {
        uint32 serving = uint32(_current >> 160);
        uint256 next = uint256(serving) + 1;
        verify(keccak256(abi.encode(ROTATION_LABEL, setId, next, threshold_, payee_, keccak256(keys))), serving, proof);
        _install(uint32(next), keys, threshold_, payee_, possessions);
    }

    function _install(
        uint32 epoch_,
        bytes calldata keys,
        uint256 threshold_,
        address payee_,
        bytes calldata possessions
    ) private {
        uint256 n = keys.length / _keySize;
        if (n == 0 || n > _maxKeys || keys.length % _keySize != 0 || possessions.length != n * _possessionSize) {
            revert BadKeyCount();
        }
        if (3 * threshold_ <= 2 * n || threshold_ > n) revert BadThreshold();
        if (payee_ == address(0)) revert BadPayee();

        _prove(epoch_, keys, possessions);
        bytes memory blob = _blob(keys);
        _current = n << 208 | threshold_ << 192 | uint256(epoch_) << 160 | uint160(_store(blob));
        payee = payee_;
        emit SetChanged(epoch_, threshold_, payee_, keys);
    }

    /// Reverts unless the keys are in order and each is proven by its possession.
    function _prove(uint32 epoch_, bytes calldata keys, bytes calldata possessions) internal view virtual;

    /// The code that keeps the keys: a stop byte, what the implementation adds, the keys.
    function _blob(bytes calldata keys) internal view virtual returns (bytes memory);

    /// @inheritdoc IQuorumVerifier
    /// @param digest Any 32 bytes
    /// @param epoch_ The epoch that serves
    /// @param proof In the form of the implementation
    function verify(bytes32 digest, uint32 epoch_, bytes calldata proof) public view virtual;

    /// What a key signs to be taken into the set of an epoch by this caller.
    function _possessionOf(bytes memory key, uint32 epoch_) internal view returns (bytes32) {
        return keccak256(
            abi.encode(POSSESSION_LABEL, block.chainid, address(this), msg.sender, uint256(epoch_), keccak256(key))
        );
    }

    /// Creates a contract whose code is `blob`; its first byte, 0, stops whoever calls it.
    function _store(bytes memory blob) private returns (address pos) {
        // PUSH2 size, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: 10 bytes
        bytes memory init = abi.encodePacked(hex"61", uint16(blob.length), hex"80600a5f395ff3", blob);
        assembly ("memory-safe") {
            pos := create(0, add(init, 32), mload(init))
        }
        if (pos == address(0)) revert KeysNotStored();
    }

    /// The signers are a quorum of the serving set.
    /// @return current The set: the low 160 bits are the address of the keys
    /// @return all A bit for every key
    /// @return signers Their number
    function _checkSigners(uint32 epoch_, uint256 bitmap)
        internal
        view
        returns (uint256 current, uint256 all, uint256 signers)
    {
        current = _current;
        if (uint32(current >> 160) != epoch_ || current == 0) {
            if (current == 0) revert Uninitialised();
            revert WrongEpoch(uint32(current >> 160), epoch_);
        }
        all = (1 << (current >> 208)) - 1;
        if (bitmap > all) revert UnknownSigner();
        signers = _count(bitmap);
        if (signers < uint16(current >> 192)) revert TooFewSigners(signers, uint16(current >> 192));
    }

    /// The number of ones, for 128 bits: ones of pairs, of nibbles, of bytes, then their sum in the top byte.
    function _count(uint256 x) private pure returns (uint256) {
        unchecked {
            x -= (x >> 1) & 0x55555555555555555555555555555555;
            x = (x & 0x33333333333333333333333333333333) + ((x >> 2) & 0x33333333333333333333333333333333);
            x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
            return uint8((x * 0x01010101010101010101010101010101) >> 120);
        }
    }

    // --------------------------------------------------------------- views

    /// @inheritdoc IQuorumVerifier
    function epoch() external view returns (uint32) {
        return uint32(_current >> 160);
    }

    /// @inheritdoc IQuorumVerifier
    function threshold() external view returns (uint256) {
        return uint16(_current >> 192);
    }

    /// @inheritdoc IQuorumVerifier
    function size() public view returns (uint256) {
        return _current >> 208;
    }

    /// @notice The serving keys in the order of the bitmap. For nodes: a copy of up to 24,192 bytes.
    /// @return raw The keys, one after another; empty before the first set
    function operators() external view returns (bytes memory raw) {
        raw = new bytes(size() * _keySize);
        uint256 current = _current;
        if (current == 0) return raw;
        uint256 from = address(uint160(current)).code.length - raw.length; // the keys come last
        assembly ("memory-safe") {
            extcodecopy(current, add(raw, 32), from, mload(raw))
        }
    }
}
