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

// AgentRegistryMetaData contains all meta data concerning the AgentRegistry contract.
var AgentRegistryMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"deregister\",\"inputs\":[{\"name\":\"publicKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"mayAct\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"sender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"roundStart\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"nonces\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"register\",\"inputs\":[{\"name\":\"publicKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"possession\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"senderOf\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"AgentDeregistered\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"AgentRegistered\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"publicKey\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadKeyLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignatureLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidPoint\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotRegistered\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"PointAtInfinity\",\"inputs\":[]}]",
	ID:  "AgentRegistry",
	Bin: "0x6080604052348015600e575f5ffd5b50610eed8061001c5f395ff3fe608060405234801561000f575f5ffd5b5060043610610064575f3560e01c8063c177a97e1161004d578063c177a97e146100e6578063d8502832146100f9578063e8d37afa1461011c575f5ffd5b80637ecebe0014610068578063a3747fef146100bb575b5f5ffd5b61009d610076366004610c1b565b6001600160a01b03165f90815260208190526040902054600160e01b900463ffffffff1690565b60405167ffffffffffffffff90911681526020015b60405180910390f35b6100ce6100c9366004610c79565b610131565b6040516001600160a01b0390911681526020016100b2565b6100ce6100f4366004610c1b565b61030f565b61010c610107366004610ce5565b610378565b60405190151581526020016100b2565b61012f61012a366004610c79565b610433565b005b5f5f8585604051610143929190610d35565b604080519182900382206001600160a01b0381165f9081526020818152838220547fd61477c199e99e35b5d84f6f3b8c473c5e90898c476d6d7fe569cb77d77c85c7918601919091524693850193909352306060850152336080850152600160e01b90920463ffffffff1660a0840181905260c084018290529094508493509160e0016040516020818303038152906040528051906020012090506102048888836040518060600160405280602b8152602001610e97602b91398a8a6106bb565b604080516060810182523381525f6020820152908101610225846001610d44565b63ffffffff9081169091526001600160a01b038087165f8181526020818152604091829020865181549288015197840151909616600160e01b027bffffffffffffffffffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff909816600160a01b027fffffffff00000000000000000000000000000000000000000000000000000000909316969095169590951717949094169190911790915590513391907ff2796db9ec5909ca02eaeac10b8e1aeefae464260a7b1ee5beae03bc295209b2906102fc9086908d908d90610d8b565b60405180910390a3505050949350505050565b6001600160a01b038181165f90815260208181526040808320815160608101835290549485168152600160a01b850467ffffffffffffffff16928101839052600160e01b90940463ffffffff16908401529091901561036e575f610371565b80515b9392505050565b6001600160a01b038381165f90815260208181526040808320815160608101835290548086168252600160a01b810467ffffffffffffffff1693820193909352600160e01b90920463ffffffff169082015290918416158015906103f05750836001600160a01b0316815f01516001600160a01b0316145b801561042a5750602081015167ffffffffffffffff16158061042a5750806020015167ffffffffffffffff168367ffffffffffffffff1611155b95945050505050565b5f8484604051610444929190610d35565b604080519182900382206001600160a01b038082165f90815260208181529084902060608601855254918216808652600160a01b830467ffffffffffffffff1691860191909152600160e01b90910463ffffffff1692840192909252925015806104bb5750602081015167ffffffffffffffff1615155b156104f2576040517faba4733900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60408082015181517f157312448a4e88e7a748aba5273b7928cfb3b51745d19152100709c1d09428c8602082015246928101929092523060608301526001600160a01b038416608083015263ffffffff1660a08201525f9060c00160405160208183030381529060405280519060200120905061058b8787836040518060600160405280602b8152602001610ec2602b913989896106bb565b6040518060600160405280835f01516001600160a01b031681526020014267ffffffffffffffff168152602001836040015160016105c99190610d44565b63ffffffff9081169091526001600160a01b038086165f8181526020818152604091829020865181549288015197840151909616600160e01b027bffffffffffffffffffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff909816600160a01b027fffffffff00000000000000000000000000000000000000000000000000000000909316969095169590951717949094169190911790915583820151915190917fe423574a51c16ea0b1426ee045bd5c6ff3c14a86ceee159426b91012cd55cf2a916106aa919063ffffffff91909116815260200190565b60405180910390a250505050505050565b606085146106f4576040517e75c73d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610100811461072f576040517fd7bad83f00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61073a8787610824565b905061075c816060810151604082015160208301519251909217909117171590565b15610793576040517f4ddaa5e500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6107a083850185610de4565b90505f6107ce876040516020016107b991815260200190565b60405160208183030381529060405287610863565b90506107e383826107dd610940565b856109ed565b610819576040517f5cd5d23300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b505050505050505050565b61084b60405180608001604052805f81526020015f81526020015f81526020015f81525090565b60308360108301376030808401605083013792915050565b6108a36040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b5f6108b18484610100610a55565b90506108f36040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b5f6101008460808560115afa905061010082608080860160115afa168061092d5760405163b8fedf8760e01b815260040160405180910390fd5b6109378483610bba565b50505092915050565b61096760405180608001604052805f81526020015f81526020015f81526020015f81525090565b60405180608001604052806f17f1d3a73197d7942695638c4fa9ac0f81526020017fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb81526020016f114d1d6855d545a8aa7d76c8cf2e21f281526020017f67816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca815250905090565b5f5f604051608087825e61010086608083015e60808561018083015e6101008461020083015e60205f61030083600f5afa5f5160011493503d602014169150819050610a4c5760405163b8fedf8760e01b815260040160405180910390fd5b50949350505050565b5f5f610a6e565b5f602084848460025afa949350505050565b83516040519250838301604036823760408101875160208901825e875160f087901b91019081526003018260208801825e8201828153610ab45f83600184010384610a5c565b9350505f518260208801602184015e82836021840101535f5f5b878160051b1015610b08578282188452600181019060051b8701816020860153610afc818760220187610a5c565b90519616959150610ace565b5050506040815260016020820152604080820152600160a08201536f1a0111ea397fe69a4b1ba7b6434bacd760a18201527f64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab60c18201525f91505b84821015610b90576040828501606083015e604082850160e18360055afa83169250604082019150610b63565b6040525080610bb25760405163b8fedf8760e01b815260040160405180910390fd5b509392505050565b5f60405161010084825e6101008361010083015e6101008461020083600d5afa91505080610bfb5760405163b8fedf8760e01b815260040160405180910390fd5b505050565b80356001600160a01b0381168114610c16575f5ffd5b919050565b5f60208284031215610c2b575f5ffd5b61037182610c00565b5f5f83601f840112610c44575f5ffd5b50813567ffffffffffffffff811115610c5b575f5ffd5b602083019150836020828501011115610c72575f5ffd5b9250929050565b5f5f5f5f60408587031215610c8c575f5ffd5b843567ffffffffffffffff811115610ca2575f5ffd5b610cae87828801610c34565b909550935050602085013567ffffffffffffffff811115610ccd575f5ffd5b610cd987828801610c34565b95989497509550505050565b5f5f5f60608486031215610cf7575f5ffd5b610d0084610c00565b9250610d0e60208501610c00565b9150604084013567ffffffffffffffff81168114610d2a575f5ffd5b809150509250925092565b818382375f9101908152919050565b63ffffffff8181168382160190811115610d85577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b92915050565b63ffffffff8416815260406020820152816040820152818360608301375f818301606090810191909152601f9092017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe016010192915050565b5f610100828403128015610df6575f5ffd5b50604051610100810167ffffffffffffffff81118282101715610e40577f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b604090815283358252602080850135908301528381013590820152606080840135908201526080808401359082015260a0808401359082015260c0808401359082015260e092830135928101929092525091905056fe424c535f504f505f424c53313233383147325f584d443a5348412d3235365f535357555f524f5f504f505f424c535f5349475f424c53313233383147325f584d443a5348412d3235365f535357555f524f5f504f505f",
}

// AgentRegistry is an auto generated Go binding around an Ethereum contract.
type AgentRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *AgentRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewAgentRegistry creates a new instance of AgentRegistry.
func NewAgentRegistry() *AgentRegistry {
	parsed, err := AgentRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &AgentRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *AgentRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackDeregister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8d37afa.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deregister(bytes publicKey, bytes signature) returns()
func (agentRegistry *AgentRegistry) PackDeregister(publicKey []byte, signature []byte) []byte {
	enc, err := agentRegistry.abi.Pack("deregister", publicKey, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeregister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe8d37afa.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deregister(bytes publicKey, bytes signature) returns()
func (agentRegistry *AgentRegistry) TryPackDeregister(publicKey []byte, signature []byte) ([]byte, error) {
	return agentRegistry.abi.Pack("deregister", publicKey, signature)
}

// PackMayAct is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd8502832.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mayAct(address agent, address sender, uint64 roundStart) view returns(bool)
func (agentRegistry *AgentRegistry) PackMayAct(agent common.Address, sender common.Address, roundStart uint64) []byte {
	enc, err := agentRegistry.abi.Pack("mayAct", agent, sender, roundStart)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMayAct is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd8502832.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mayAct(address agent, address sender, uint64 roundStart) view returns(bool)
func (agentRegistry *AgentRegistry) TryPackMayAct(agent common.Address, sender common.Address, roundStart uint64) ([]byte, error) {
	return agentRegistry.abi.Pack("mayAct", agent, sender, roundStart)
}

// UnpackMayAct is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd8502832.
//
// Solidity: function mayAct(address agent, address sender, uint64 roundStart) view returns(bool)
func (agentRegistry *AgentRegistry) UnpackMayAct(data []byte) (bool, error) {
	out, err := agentRegistry.abi.Unpack("mayAct", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address agent) view returns(uint64)
func (agentRegistry *AgentRegistry) PackNonces(agent common.Address) []byte {
	enc, err := agentRegistry.abi.Pack("nonces", agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address agent) view returns(uint64)
func (agentRegistry *AgentRegistry) TryPackNonces(agent common.Address) ([]byte, error) {
	return agentRegistry.abi.Pack("nonces", agent)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address agent) view returns(uint64)
func (agentRegistry *AgentRegistry) UnpackNonces(data []byte) (uint64, error) {
	out, err := agentRegistry.abi.Unpack("nonces", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3747fef.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function register(bytes publicKey, bytes possession) returns(address agent)
func (agentRegistry *AgentRegistry) PackRegister(publicKey []byte, possession []byte) []byte {
	enc, err := agentRegistry.abi.Pack("register", publicKey, possession)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3747fef.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function register(bytes publicKey, bytes possession) returns(address agent)
func (agentRegistry *AgentRegistry) TryPackRegister(publicKey []byte, possession []byte) ([]byte, error) {
	return agentRegistry.abi.Pack("register", publicKey, possession)
}

// UnpackRegister is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa3747fef.
//
// Solidity: function register(bytes publicKey, bytes possession) returns(address agent)
func (agentRegistry *AgentRegistry) UnpackRegister(data []byte) (common.Address, error) {
	out, err := agentRegistry.abi.Unpack("register", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSenderOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc177a97e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function senderOf(address agent) view returns(address)
func (agentRegistry *AgentRegistry) PackSenderOf(agent common.Address) []byte {
	enc, err := agentRegistry.abi.Pack("senderOf", agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSenderOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc177a97e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function senderOf(address agent) view returns(address)
func (agentRegistry *AgentRegistry) TryPackSenderOf(agent common.Address) ([]byte, error) {
	return agentRegistry.abi.Pack("senderOf", agent)
}

// UnpackSenderOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc177a97e.
//
// Solidity: function senderOf(address agent) view returns(address)
func (agentRegistry *AgentRegistry) UnpackSenderOf(data []byte) (common.Address, error) {
	out, err := agentRegistry.abi.Unpack("senderOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// AgentRegistryAgentDeregistered represents a AgentDeregistered event raised by the AgentRegistry contract.
type AgentRegistryAgentDeregistered struct {
	Agent common.Address
	Nonce uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const AgentRegistryAgentDeregisteredEventName = "AgentDeregistered"

// ContractEventName returns the user-defined event name.
func (AgentRegistryAgentDeregistered) ContractEventName() string {
	return AgentRegistryAgentDeregisteredEventName
}

// UnpackAgentDeregisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AgentDeregistered(address indexed agent, uint64 nonce)
func (agentRegistry *AgentRegistry) UnpackAgentDeregisteredEvent(log *types.Log) (*AgentRegistryAgentDeregistered, error) {
	event := "AgentDeregistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != agentRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AgentRegistryAgentDeregistered)
	if len(log.Data) > 0 {
		if err := agentRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range agentRegistry.abi.Events[event].Inputs {
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

// AgentRegistryAgentRegistered represents a AgentRegistered event raised by the AgentRegistry contract.
type AgentRegistryAgentRegistered struct {
	Agent     common.Address
	Sender    common.Address
	Nonce     uint64
	PublicKey []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const AgentRegistryAgentRegisteredEventName = "AgentRegistered"

// ContractEventName returns the user-defined event name.
func (AgentRegistryAgentRegistered) ContractEventName() string {
	return AgentRegistryAgentRegisteredEventName
}

// UnpackAgentRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AgentRegistered(address indexed agent, address indexed sender, uint64 nonce, bytes publicKey)
func (agentRegistry *AgentRegistry) UnpackAgentRegisteredEvent(log *types.Log) (*AgentRegistryAgentRegistered, error) {
	event := "AgentRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != agentRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AgentRegistryAgentRegistered)
	if len(log.Data) > 0 {
		if err := agentRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range agentRegistry.abi.Events[event].Inputs {
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
func (agentRegistry *AgentRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["BadKeyLength"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackBadKeyLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["BadSignatureLength"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackBadSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["InvalidPoint"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackInvalidPointError(raw[4:])
	}
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["NotRegistered"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackNotRegisteredError(raw[4:])
	}
	if bytes.Equal(raw[:4], agentRegistry.abi.Errors["PointAtInfinity"].ID.Bytes()[:4]) {
		return agentRegistry.UnpackPointAtInfinityError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AgentRegistryBadKeyLength represents a BadKeyLength error raised by the AgentRegistry contract.
type AgentRegistryBadKeyLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKeyLength()
func AgentRegistryBadKeyLengthErrorID() common.Hash {
	return common.HexToHash("0x0075c73d6445f0f2102a3c4d182bb176701b162bd8ca681ccec7f7c15950ff6f")
}

// UnpackBadKeyLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKeyLength()
func (agentRegistry *AgentRegistry) UnpackBadKeyLengthError(raw []byte) (*AgentRegistryBadKeyLength, error) {
	out := new(AgentRegistryBadKeyLength)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "BadKeyLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AgentRegistryBadSignature represents a BadSignature error raised by the AgentRegistry contract.
type AgentRegistryBadSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature()
func AgentRegistryBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x5cd5d2335541c4f2ed05fbe44f397e8b79f8e2333157122d2dab06e378ef7685")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature()
func (agentRegistry *AgentRegistry) UnpackBadSignatureError(raw []byte) (*AgentRegistryBadSignature, error) {
	out := new(AgentRegistryBadSignature)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AgentRegistryBadSignatureLength represents a BadSignatureLength error raised by the AgentRegistry contract.
type AgentRegistryBadSignatureLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignatureLength()
func AgentRegistryBadSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0xd7bad83f3c4fca9c0604d2e1ed3c970dfe5cb3aa7d26794855295586cdb176c1")
}

// UnpackBadSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignatureLength()
func (agentRegistry *AgentRegistry) UnpackBadSignatureLengthError(raw []byte) (*AgentRegistryBadSignatureLength, error) {
	out := new(AgentRegistryBadSignatureLength)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "BadSignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AgentRegistryInvalidPoint represents a InvalidPoint error raised by the AgentRegistry contract.
type AgentRegistryInvalidPoint struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPoint()
func AgentRegistryInvalidPointErrorID() common.Hash {
	return common.HexToHash("0xb8fedf87e792a9d748e133fbebf786ae0bd441dc3d31476dd4f8b972707ef4b4")
}

// UnpackInvalidPointError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPoint()
func (agentRegistry *AgentRegistry) UnpackInvalidPointError(raw []byte) (*AgentRegistryInvalidPoint, error) {
	out := new(AgentRegistryInvalidPoint)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "InvalidPoint", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AgentRegistryNotRegistered represents a NotRegistered error raised by the AgentRegistry contract.
type AgentRegistryNotRegistered struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotRegistered()
func AgentRegistryNotRegisteredErrorID() common.Hash {
	return common.HexToHash("0xaba47339dbaad712368e6665e6e6eade636ab60e9b7dba037407409b19d7a053")
}

// UnpackNotRegisteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotRegistered()
func (agentRegistry *AgentRegistry) UnpackNotRegisteredError(raw []byte) (*AgentRegistryNotRegistered, error) {
	out := new(AgentRegistryNotRegistered)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "NotRegistered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AgentRegistryPointAtInfinity represents a PointAtInfinity error raised by the AgentRegistry contract.
type AgentRegistryPointAtInfinity struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PointAtInfinity()
func AgentRegistryPointAtInfinityErrorID() common.Hash {
	return common.HexToHash("0x4ddaa5e5eb5aaf3f880055d7952d634e4b48f80a53ab78d61160b960b4dedffe")
}

// UnpackPointAtInfinityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PointAtInfinity()
func (agentRegistry *AgentRegistry) UnpackPointAtInfinityError(raw []byte) (*AgentRegistryPointAtInfinity, error) {
	out := new(AgentRegistryPointAtInfinity)
	if err := agentRegistry.abi.UnpackIntoInterface(out, "PointAtInfinity", raw); err != nil {
		return nil, err
	}
	return out, nil
}
