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

// AllowListGateMetaData contains all meta data concerning the AllowListGate contract.
var AllowListGateMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"acceptOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"admitted\",\"inputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"allow\",\"inputs\":[{\"name\":\"agents\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"groups\",\"type\":\"uint32[]\",\"internalType\":\"uint32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"disallow\",\"inputs\":[{\"name\":\"agents\",\"type\":\"address[]\",\"internalType\":\"address[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"owner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pendingOwner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"renounceOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"transferOwnership\",\"inputs\":[{\"name\":\"newOwner\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Allowed\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"group\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Disallowed\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OwnershipTransferStarted\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OwnershipTransferred\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"LengthMismatch\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OwnableInvalidOwner\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OwnableUnauthorizedAccount\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]}]",
	ID:  "AllowListGate",
	Bin: "0x608060405234801561000f575f5ffd5b5060405161086838038061086883398101604081905261002e916100d7565b806001600160a01b03811661005c57604051631e4fbdf760e01b81525f600482015260240160405180910390fd5b6100658161006c565b5050610104565b600180546001600160a01b031916905561008581610088565b50565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f602082840312156100e7575f5ffd5b81516001600160a01b03811681146100fd575f5ffd5b9392505050565b610757806101115f395ff3fe608060405234801561000f575f5ffd5b5060043610610085575f3560e01c8063ca091ef311610058578063ca091ef3146100f3578063e30c397814610106578063f2fde38b14610117578063fa7bb3af1461012a575f5ffd5b8063715018a61461008957806379ba5097146100935780638da5cb5b1461009b578063c349d6d8146100c4575b5f5ffd5b61009161013d565b005b610091610150565b5f546001600160a01b03165b6040516001600160a01b0390911681526020015b60405180910390f35b6100d76100d2366004610578565b6101b2565b60408051921515835263ffffffff9091166020830152016100bb565b6100916101013660046105e3565b6101f3565b6001546001600160a01b03166100a7565b610091610125366004610622565b6102ba565b610091610138366004610642565b610337565b61014561049b565b61014e5f6104e0565b565b60015433906001600160a01b031681146101a6576040517f118cdaa70000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024015b60405180910390fd5b6101af816104e0565b50565b6001600160a01b0381165f90815260026020526040812054819080156101e35760016101de81836106db565b6101e6565b5f5f5b92509250505b9250929050565b6101fb61049b565b5f5b818110156102b55760025f84848481811061021a5761021a6106f4565b905060200201602081019061022f9190610622565b6001600160a01b03166001600160a01b031681526020019081526020015f205f9055828282818110610263576102636106f4565b90506020020160208101906102789190610622565b6001600160a01b03167f9ef90a89b00db1a1891a357dc96b2a273add9d883e378c350d22bad87a9d7d3060405160405180910390a26001016101fd565b505050565b6102c261049b565b600180546001600160a01b03831673ffffffffffffffffffffffffffffffffffffffff1990911681179091556102ff5f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b61033f61049b565b828114610378576040517fff633a3800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5b8381101561049457828282818110610394576103946106f4565b90506020020160208101906103a99190610721565b6103ba9063ffffffff166001610744565b60025f8787858181106103cf576103cf6106f4565b90506020020160208101906103e49190610622565b6001600160a01b0316815260208101919091526040015f205584848281811061040f5761040f6106f4565b90506020020160208101906104249190610622565b6001600160a01b03167ee554a9378f6e2848b8dd86e88476e4b87e9bf57410ccb26fc99935e8ca588284848481811061045f5761045f6106f4565b90506020020160208101906104749190610721565b60405163ffffffff909116815260200160405180910390a260010161037a565b5050505050565b5f546001600160a01b0316331461014e576040517f118cdaa700000000000000000000000000000000000000000000000000000000815233600482015260240161019d565b6001805473ffffffffffffffffffffffffffffffffffffffff191690556101af815f80546001600160a01b0383811673ffffffffffffffffffffffffffffffffffffffff19831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b80356001600160a01b0381168114610573575f5ffd5b919050565b5f5f60408385031215610589575f5ffd5b823591506105996020840161055d565b90509250929050565b5f5f83601f8401126105b2575f5ffd5b50813567ffffffffffffffff8111156105c9575f5ffd5b6020830191508360208260051b85010111156101ec575f5ffd5b5f5f602083850312156105f4575f5ffd5b823567ffffffffffffffff81111561060a575f5ffd5b610616858286016105a2565b90969095509350505050565b5f60208284031215610632575f5ffd5b61063b8261055d565b9392505050565b5f5f5f5f60408587031215610655575f5ffd5b843567ffffffffffffffff81111561066b575f5ffd5b610677878288016105a2565b909550935050602085013567ffffffffffffffff811115610696575f5ffd5b6106a2878288016105a2565b95989497509550505050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b818103818111156106ee576106ee6106ae565b92915050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5f60208284031215610731575f5ffd5b813563ffffffff8116811461063b575f5ffd5b808201808211156106ee576106ee6106ae56",
}

// AllowListGate is an auto generated Go binding around an Ethereum contract.
type AllowListGate struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *AllowListGate) GetABI() abi.ABI {
	return c.abi
}

// NewAllowListGate creates a new instance of AllowListGate.
func NewAllowListGate() *AllowListGate {
	parsed, err := AllowListGateMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &AllowListGate{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *AllowListGate) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner) returns()
func (allowListGate *AllowListGate) PackConstructor(owner common.Address) []byte {
	enc, err := allowListGate.abi.Pack("", owner)
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
func (allowListGate *AllowListGate) PackAcceptOwnership() []byte {
	enc, err := allowListGate.abi.Pack("acceptOwnership")
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
func (allowListGate *AllowListGate) TryPackAcceptOwnership() ([]byte, error) {
	return allowListGate.abi.Pack("acceptOwnership")
}

// PackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc349d6d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (allowListGate *AllowListGate) PackAdmitted(arg0 [32]byte, agent common.Address) []byte {
	enc, err := allowListGate.abi.Pack("admitted", arg0, agent)
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
func (allowListGate *AllowListGate) TryPackAdmitted(arg0 [32]byte, agent common.Address) ([]byte, error) {
	return allowListGate.abi.Pack("admitted", arg0, agent)
}

// AllowListGateAdmittedOutput serves as a container for the return parameters of contract
// method Admitted.
type AllowListGateAdmittedOutput struct {
	Arg0 bool
	Arg1 uint32
}

// UnpackAdmitted is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc349d6d8.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (allowListGate *AllowListGate) UnpackAdmitted(data []byte) (AllowListGateAdmittedOutput, error) {
	out, err := allowListGate.abi.Unpack("admitted", data)
	outstruct := new(AllowListGateAdmittedOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Arg0 = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Arg1 = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackAllow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfa7bb3af.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allow(address[] agents, uint32[] groups) returns()
func (allowListGate *AllowListGate) PackAllow(agents []common.Address, groups []uint32) []byte {
	enc, err := allowListGate.abi.Pack("allow", agents, groups)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfa7bb3af.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allow(address[] agents, uint32[] groups) returns()
func (allowListGate *AllowListGate) TryPackAllow(agents []common.Address, groups []uint32) ([]byte, error) {
	return allowListGate.abi.Pack("allow", agents, groups)
}

// PackDisallow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca091ef3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function disallow(address[] agents) returns()
func (allowListGate *AllowListGate) PackDisallow(agents []common.Address) []byte {
	enc, err := allowListGate.abi.Pack("disallow", agents)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDisallow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca091ef3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function disallow(address[] agents) returns()
func (allowListGate *AllowListGate) TryPackDisallow(agents []common.Address) ([]byte, error) {
	return allowListGate.abi.Pack("disallow", agents)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (allowListGate *AllowListGate) PackOwner() []byte {
	enc, err := allowListGate.abi.Pack("owner")
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
func (allowListGate *AllowListGate) TryPackOwner() ([]byte, error) {
	return allowListGate.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (allowListGate *AllowListGate) UnpackOwner(data []byte) (common.Address, error) {
	out, err := allowListGate.abi.Unpack("owner", data)
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
func (allowListGate *AllowListGate) PackPendingOwner() []byte {
	enc, err := allowListGate.abi.Pack("pendingOwner")
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
func (allowListGate *AllowListGate) TryPackPendingOwner() ([]byte, error) {
	return allowListGate.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (allowListGate *AllowListGate) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := allowListGate.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (allowListGate *AllowListGate) PackRenounceOwnership() []byte {
	enc, err := allowListGate.abi.Pack("renounceOwnership")
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
func (allowListGate *AllowListGate) TryPackRenounceOwnership() ([]byte, error) {
	return allowListGate.abi.Pack("renounceOwnership")
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (allowListGate *AllowListGate) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := allowListGate.abi.Pack("transferOwnership", newOwner)
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
func (allowListGate *AllowListGate) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return allowListGate.abi.Pack("transferOwnership", newOwner)
}

// AllowListGateAllowed represents a Allowed event raised by the AllowListGate contract.
type AllowListGateAllowed struct {
	Agent common.Address
	Group uint32
	Raw   *types.Log // Blockchain specific contextual infos
}

const AllowListGateAllowedEventName = "Allowed"

// ContractEventName returns the user-defined event name.
func (AllowListGateAllowed) ContractEventName() string {
	return AllowListGateAllowedEventName
}

// UnpackAllowedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Allowed(address indexed agent, uint32 group)
func (allowListGate *AllowListGate) UnpackAllowedEvent(log *types.Log) (*AllowListGateAllowed, error) {
	event := "Allowed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != allowListGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AllowListGateAllowed)
	if len(log.Data) > 0 {
		if err := allowListGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range allowListGate.abi.Events[event].Inputs {
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

// AllowListGateDisallowed represents a Disallowed event raised by the AllowListGate contract.
type AllowListGateDisallowed struct {
	Agent common.Address
	Raw   *types.Log // Blockchain specific contextual infos
}

const AllowListGateDisallowedEventName = "Disallowed"

// ContractEventName returns the user-defined event name.
func (AllowListGateDisallowed) ContractEventName() string {
	return AllowListGateDisallowedEventName
}

// UnpackDisallowedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Disallowed(address indexed agent)
func (allowListGate *AllowListGate) UnpackDisallowedEvent(log *types.Log) (*AllowListGateDisallowed, error) {
	event := "Disallowed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != allowListGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AllowListGateDisallowed)
	if len(log.Data) > 0 {
		if err := allowListGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range allowListGate.abi.Events[event].Inputs {
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

// AllowListGateOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the AllowListGate contract.
type AllowListGateOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const AllowListGateOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (AllowListGateOwnershipTransferStarted) ContractEventName() string {
	return AllowListGateOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (allowListGate *AllowListGate) UnpackOwnershipTransferStartedEvent(log *types.Log) (*AllowListGateOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != allowListGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AllowListGateOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := allowListGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range allowListGate.abi.Events[event].Inputs {
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

// AllowListGateOwnershipTransferred represents a OwnershipTransferred event raised by the AllowListGate contract.
type AllowListGateOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const AllowListGateOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (AllowListGateOwnershipTransferred) ContractEventName() string {
	return AllowListGateOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (allowListGate *AllowListGate) UnpackOwnershipTransferredEvent(log *types.Log) (*AllowListGateOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != allowListGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AllowListGateOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := allowListGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range allowListGate.abi.Events[event].Inputs {
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
func (allowListGate *AllowListGate) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], allowListGate.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return allowListGate.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], allowListGate.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return allowListGate.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], allowListGate.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return allowListGate.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AllowListGateLengthMismatch represents a LengthMismatch error raised by the AllowListGate contract.
type AllowListGateLengthMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch()
func AllowListGateLengthMismatchErrorID() common.Hash {
	return common.HexToHash("0xff633a3803c58b9bc21e58efecee59f27e033cc0b1883fccb4969c76146fe60f")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch()
func (allowListGate *AllowListGate) UnpackLengthMismatchError(raw []byte) (*AllowListGateLengthMismatch, error) {
	out := new(AllowListGateLengthMismatch)
	if err := allowListGate.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AllowListGateOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the AllowListGate contract.
type AllowListGateOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func AllowListGateOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (allowListGate *AllowListGate) UnpackOwnableInvalidOwnerError(raw []byte) (*AllowListGateOwnableInvalidOwner, error) {
	out := new(AllowListGateOwnableInvalidOwner)
	if err := allowListGate.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AllowListGateOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the AllowListGate contract.
type AllowListGateOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func AllowListGateOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (allowListGate *AllowListGate) UnpackOwnableUnauthorizedAccountError(raw []byte) (*AllowListGateOwnableUnauthorizedAccount, error) {
	out := new(AllowListGateOwnableUnauthorizedAccount)
	if err := allowListGate.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}
