// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// MerkleGateMetaData contains all meta data concerning the MerkleGate contract.
var MerkleGateMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"root_\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"acceptOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"admitted\",\"inputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pendingOwner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"prove\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"group\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"renounceOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"root\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setRoot\",\"inputs\":[{\"name\":\"root_\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"transferOwnership\",\"inputs\":[{\"name\":\"newOwner\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"OwnershipTransferStarted\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OwnershipTransferred\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Proven\",\"inputs\":[{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"group\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"RootChanged\",\"inputs\":[{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyProven\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadProof\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OwnableInvalidOwner\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OwnableUnauthorizedAccount\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]}]",
	ID:  "MerkleGate",
	Bin: "0x608060405234801561000f575f5ffd5b506040516108b43803806108b483398101604081905261002e91610113565b816001600160a01b03811661005c57604051631e4fbdf760e01b81525f600482015260240160405180910390fd5b61006581610076565b5061006f81610092565b505061014a565b600180546001600160a01b031916905561008f816100c4565b50565b600281905560405181907f545a99af2f74d472d3ceb11889ff68b31a1a02f48a9431f04cda814892ee57e2905f90a250565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f5f60408385031215610124575f5ffd5b82516001600160a01b038116811461013a575f5ffd5b6020939093015192949293505050565b61075d806101575f395ff3fe608060405234801561000f575f5ffd5b506004361061009f575f3560e01c8063c349d6d811610072578063e30c397811610058578063e30c397814610133578063ebf0c71714610144578063f2fde38b1461015b575f5ffd5b8063c349d6d8146100f1578063dab5f34014610120575f5ffd5b8063715018a6146100a357806379ba5097146100ad5780638da5cb5b146100b5578063b7c3bc4c146100de575b5f5ffd5b6100ab61016e565b005b6100ab610181565b5f546001600160a01b03165b6040516001600160a01b0390911681526020015b60405180910390f35b6100ab6100ec3660046105ec565b6101e3565b6101046100ff366004610683565b610374565b60408051921515835263ffffffff9091166020830152016100d5565b6100ab61012e3660046106ad565b6103c1565b6001546001600160a01b03166100c1565b61014d60025481565b6040519081526020016100d5565b6100ab6101693660046106c4565b6103d2565b61017661044f565b61017f5f610494565b565b60015433906001600160a01b031681146101d7576040517f118cdaa70000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024015b60405180910390fd5b6101e081610494565b50565b6002545f8181526003602090815260408083206001600160a01b03891684529091529020541561023f576040517f2c06a36400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b604080516001600160a01b038716602082015263ffffffff8616918101919091525f90606001604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152828252805160209182012090830152016040516020818303038152906040528051906020012090506102c4848484846104ba565b6102fa576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61030b63ffffffff8616600161070a565b5f8381526003602090815260408083206001600160a01b038b168085529083529281902093909355915163ffffffff88168152909184917ee2b1d53e3537d36f818ea39a9a06051d435781b02852f6cfa8be3a03743ea8910160405180910390a3505050505050565b6002545f9081526003602090815260408083206001600160a01b0385168452909152812054819080156103b25760016103ad818361071d565b6103b5565b5f5f5b92509250509250929050565b6103c961044f565b6101e0816104d1565b6103da61044f565b600180546001600160a01b03831673ffffffffffffffffffffffffffffffffffffffff1990911681179091556104175f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b5f546001600160a01b0316331461017f576040517f118cdaa70000000000000000000000000000000000000000000000000000000081523360048201526024016101ce565b6001805473ffffffffffffffffffffffffffffffffffffffff191690556101e081610503565b5f826104c786868561055f565b1495945050505050565b600281905560405181907f545a99af2f74d472d3ceb11889ff68b31a1a02f48a9431f04cda814892ee57e2905f90a250565b5f80546001600160a01b0383811673ffffffffffffffffffffffffffffffffffffffff19831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f81815b848110156105975761058d8287878481811061058157610581610730565b905060200201356105a0565b9150600101610563565b50949350505050565b5f8183106105ba575f8281526020849052604090206105c8565b5f8381526020839052604090205b90505b92915050565b80356001600160a01b03811681146105e7575f5ffd5b919050565b5f5f5f5f606085870312156105ff575f5ffd5b610608856105d1565b9350602085013563ffffffff81168114610620575f5ffd5b9250604085013567ffffffffffffffff81111561063b575f5ffd5b8501601f8101871361064b575f5ffd5b803567ffffffffffffffff811115610661575f5ffd5b8760208260051b8401011115610675575f5ffd5b949793965060200194505050565b5f5f60408385031215610694575f5ffd5b823591506106a4602084016105d1565b90509250929050565b5f602082840312156106bd575f5ffd5b5035919050565b5f602082840312156106d4575f5ffd5b6105c8826105d1565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b808201808211156105cb576105cb6106dd565b818103818111156105cb576105cb6106dd565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd",
}

// MerkleGate is an auto generated Go binding around an Ethereum contract.
type MerkleGate struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *MerkleGate) GetABI() abi.ABI {
	return c.abi
}

// NewMerkleGate creates a new instance of MerkleGate.
func NewMerkleGate() *MerkleGate {
	parsed, err := MerkleGateMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &MerkleGate{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *MerkleGate) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner, bytes32 root_) returns()
func (merkleGate *MerkleGate) PackConstructor(owner common.Address, root_ [32]byte) []byte {
	enc, err := merkleGate.abi.Pack("", owner, root_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (merkleGate *MerkleGate) PackAcceptOwnership() []byte {
	enc, err := merkleGate.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (merkleGate *MerkleGate) TryPackAcceptOwnership() ([]byte, error) {
	return merkleGate.abi.Pack("acceptOwnership")
}

// PackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc349d6d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (merkleGate *MerkleGate) PackAdmitted(arg0 [32]byte, agent common.Address) []byte {
	enc, err := merkleGate.abi.Pack("admitted", arg0, agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc349d6d8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (merkleGate *MerkleGate) TryPackAdmitted(arg0 [32]byte, agent common.Address) ([]byte, error) {
	return merkleGate.abi.Pack("admitted", arg0, agent)
}

// MerkleGateAdmittedOutput serves as a container for the return parameters of contract
// method Admitted.
type MerkleGateAdmittedOutput struct {
	Arg0 bool
	Arg1 uint32
}

// UnpackAdmitted is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc349d6d8.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (merkleGate *MerkleGate) UnpackAdmitted(data []byte) (MerkleGateAdmittedOutput, error) {
	out, err := merkleGate.abi.Unpack("admitted", data)
	outstruct := new(MerkleGateAdmittedOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Arg0 = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Arg1 = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (merkleGate *MerkleGate) PackOwner() []byte {
	enc, err := merkleGate.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (merkleGate *MerkleGate) TryPackOwner() ([]byte, error) {
	return merkleGate.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (merkleGate *MerkleGate) UnpackOwner(data []byte) (common.Address, error) {
	out, err := merkleGate.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (merkleGate *MerkleGate) PackPendingOwner() []byte {
	enc, err := merkleGate.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (merkleGate *MerkleGate) TryPackPendingOwner() ([]byte, error) {
	return merkleGate.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (merkleGate *MerkleGate) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := merkleGate.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackProve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7c3bc4c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function prove(address agent, uint32 group, bytes32[] proof) returns()
func (merkleGate *MerkleGate) PackProve(agent common.Address, group uint32, proof [][32]byte) []byte {
	enc, err := merkleGate.abi.Pack("prove", agent, group, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7c3bc4c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function prove(address agent, uint32 group, bytes32[] proof) returns()
func (merkleGate *MerkleGate) TryPackProve(agent common.Address, group uint32, proof [][32]byte) ([]byte, error) {
	return merkleGate.abi.Pack("prove", agent, group, proof)
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (merkleGate *MerkleGate) PackRenounceOwnership() []byte {
	enc, err := merkleGate.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() returns()
func (merkleGate *MerkleGate) TryPackRenounceOwnership() ([]byte, error) {
	return merkleGate.abi.Pack("renounceOwnership")
}

// PackRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xebf0c717.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function root() view returns(bytes32)
func (merkleGate *MerkleGate) PackRoot() []byte {
	enc, err := merkleGate.abi.Pack("root")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xebf0c717.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function root() view returns(bytes32)
func (merkleGate *MerkleGate) TryPackRoot() ([]byte, error) {
	return merkleGate.abi.Pack("root")
}

// UnpackRoot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xebf0c717.
//
// Solidity: function root() view returns(bytes32)
func (merkleGate *MerkleGate) UnpackRoot(data []byte) ([32]byte, error) {
	out, err := merkleGate.abi.Unpack("root", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSetRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdab5f340.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setRoot(bytes32 root_) returns()
func (merkleGate *MerkleGate) PackSetRoot(root [32]byte) []byte {
	enc, err := merkleGate.abi.Pack("setRoot", root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetRoot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdab5f340.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setRoot(bytes32 root_) returns()
func (merkleGate *MerkleGate) TryPackSetRoot(root [32]byte) ([]byte, error) {
	return merkleGate.abi.Pack("setRoot", root)
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (merkleGate *MerkleGate) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := merkleGate.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (merkleGate *MerkleGate) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return merkleGate.abi.Pack("transferOwnership", newOwner)
}

// MerkleGateOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the MerkleGate contract.
type MerkleGateOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const MerkleGateOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (MerkleGateOwnershipTransferStarted) ContractEventName() string {
	return MerkleGateOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (merkleGate *MerkleGate) UnpackOwnershipTransferStartedEvent(log *types.Log) (*MerkleGateOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != merkleGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MerkleGateOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := merkleGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range merkleGate.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// MerkleGateOwnershipTransferred represents a OwnershipTransferred event raised by the MerkleGate contract.
type MerkleGateOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const MerkleGateOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (MerkleGateOwnershipTransferred) ContractEventName() string {
	return MerkleGateOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (merkleGate *MerkleGate) UnpackOwnershipTransferredEvent(log *types.Log) (*MerkleGateOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != merkleGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MerkleGateOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := merkleGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range merkleGate.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// MerkleGateProven represents a Proven event raised by the MerkleGate contract.
type MerkleGateProven struct {
	Root  [32]byte
	Agent common.Address
	Group uint32
	Raw   *types.Log // Blockchain specific contextual infos
}

const MerkleGateProvenEventName = "Proven"

// ContractEventName returns the user-defined event name.
func (MerkleGateProven) ContractEventName() string {
	return MerkleGateProvenEventName
}

// UnpackProvenEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Proven(bytes32 indexed root, address indexed agent, uint32 group)
func (merkleGate *MerkleGate) UnpackProvenEvent(log *types.Log) (*MerkleGateProven, error) {
	event := "Proven"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != merkleGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MerkleGateProven)
	if len(log.Data) > 0 {
		if err := merkleGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range merkleGate.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// MerkleGateRootChanged represents a RootChanged event raised by the MerkleGate contract.
type MerkleGateRootChanged struct {
	Root [32]byte
	Raw  *types.Log // Blockchain specific contextual infos
}

const MerkleGateRootChangedEventName = "RootChanged"

// ContractEventName returns the user-defined event name.
func (MerkleGateRootChanged) ContractEventName() string {
	return MerkleGateRootChangedEventName
}

// UnpackRootChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RootChanged(bytes32 indexed root)
func (merkleGate *MerkleGate) UnpackRootChangedEvent(log *types.Log) (*MerkleGateRootChanged, error) {
	event := "RootChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != merkleGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MerkleGateRootChanged)
	if len(log.Data) > 0 {
		if err := merkleGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range merkleGate.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (merkleGate *MerkleGate) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], merkleGate.abi.Errors["AlreadyProven"].ID.Bytes()[:4]) {
		return merkleGate.UnpackAlreadyProvenError(raw[4:])
	}
	if bytes.Equal(raw[:4], merkleGate.abi.Errors["BadProof"].ID.Bytes()[:4]) {
		return merkleGate.UnpackBadProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], merkleGate.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return merkleGate.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], merkleGate.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return merkleGate.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// MerkleGateAlreadyProven represents a AlreadyProven error raised by the MerkleGate contract.
type MerkleGateAlreadyProven struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyProven()
func MerkleGateAlreadyProvenErrorID() common.Hash {
	return common.HexToHash("0x2c06a3642c0f0a1ce142b0bf4a187303b12b52143b8868d7e15ffc31f42e909e")
}

// UnpackAlreadyProvenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyProven()
func (merkleGate *MerkleGate) UnpackAlreadyProvenError(raw []byte) (*MerkleGateAlreadyProven, error) {
	out := new(MerkleGateAlreadyProven)
	if err := merkleGate.abi.UnpackIntoInterface(out, "AlreadyProven", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MerkleGateBadProof represents a BadProof error raised by the MerkleGate contract.
type MerkleGateBadProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadProof()
func MerkleGateBadProofErrorID() common.Hash {
	return common.HexToHash("0x7ca55c774976027f27f73629387ed99a2044a8721aec39c3c2717944b08c423a")
}

// UnpackBadProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadProof()
func (merkleGate *MerkleGate) UnpackBadProofError(raw []byte) (*MerkleGateBadProof, error) {
	out := new(MerkleGateBadProof)
	if err := merkleGate.abi.UnpackIntoInterface(out, "BadProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MerkleGateOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the MerkleGate contract.
type MerkleGateOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func MerkleGateOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (merkleGate *MerkleGate) UnpackOwnableInvalidOwnerError(raw []byte) (*MerkleGateOwnableInvalidOwner, error) {
	out := new(MerkleGateOwnableInvalidOwner)
	if err := merkleGate.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MerkleGateOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the MerkleGate contract.
type MerkleGateOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func MerkleGateOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (merkleGate *MerkleGate) UnpackOwnableUnauthorizedAccountError(raw []byte) (*MerkleGateOwnableUnauthorizedAccount, error) {
	out := new(MerkleGateOwnableUnauthorizedAccount)
	if err := merkleGate.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
