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

// ExampleConsumerMetaData contains all meta data concerning the ExampleConsumer contract.
var ExampleConsumerMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"oracle_\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"last\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"value\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"onOutcome\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"value\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"oracle\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractNashOracle\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"OutcomeReceived\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"value\",\"type\":\"int128[]\",\"indexed\":false,\"internalType\":\"int128[]\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"NoValue\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotListening\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotTheOracle\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Stale\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"updatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}]",
	ID:  "ExampleConsumer",
	Bin: "0x60a0604052348015600e575f5ffd5b5060405161066c38038061066c833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b6080516105e96100835f395f8181605d015260e201526105e95ff3fe608060405234801561000f575f5ffd5b506004361061003f575f3560e01c80637504fc0c146100435780637dc0d1d014610058578063cf1250f5146100a9575b5f5ffd5b6100566100513660046102de565b6100ca565b005b61007f7f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020015b60405180910390f35b6100bc6100b7366004610372565b61014b565b6040516100a0929190610389565b3373ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001614610139576040517f1296719e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610145848484846101e8565b50505050565b5f818152602081815260408083208054600182018054845181870281018701909552808552606095939467ffffffffffffffff909316939192918391908301828280156101d757602002820191905f5260205f20905f905b825461010083900a9004600f0b81526020601f83018190049384019360010360109093019290920291018084116101a35790505b505050505090509250925050915091565b60405180604001604052808467ffffffffffffffff1681526020018383808060200260200160405190810160405280939291908181526020018383602002808284375f92018290525093909452505086815260208181526040909120835181547fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000001667ffffffffffffffff90911617815590830151909150600182019061028f9082610494565b509050508267ffffffffffffffff16847f7e09e09c7cb726611711cc2e53c09cd3b0b3eef1da16c87cfbc284b68cb1cdc584846040516102d092919061059f565b60405180910390a350505050565b5f5f5f5f606085870312156102f1575f5ffd5b84359350602085013567ffffffffffffffff8116811461030f575f5ffd5b9250604085013567ffffffffffffffff81111561032a575f5ffd5b8501601f8101871361033a575f5ffd5b803567ffffffffffffffff811115610350575f5ffd5b8760208260051b8401011115610364575f5ffd5b949793965060200194505050565b5f60208284031215610382575f5ffd5b5035919050565b5f6040820167ffffffffffffffff85168352604060208401528084518083526060850191506020860192505f5b818110156103d7578351600f0b8352602093840193909201916001016103b6565b50909695505050505050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b68010000000000000000821115610429576104296103e3565b80548282558083101561048f576001830160011c825f528060205f200160108560041b168015610468575f19820180545f198360200360031b1c168155505b50816001840160011c0391505f5b8281101561048b575f82820155600101610476565b5050505b505050565b815167ffffffffffffffff8111156104ae576104ae6103e3565b6104b88183610410565b602083016104cb835f9081526020902090565b8260011c5f5b81811015610537575f5f5b600281101561052a576105196104f38751600f0b90565b6fffffffffffffffffffffffffffffffff908116600784901b90811b91901b1984161790565b6020969096019591506001016104dc565b50838201556001016104d1565b507ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe8416808503818614610595575f5f5b8281101561058f5761057e6104f38851600f0b90565b602097909701969150600101610568565b50848401555b5050505050505050565b602080825281018290525f8360408301825b858110156105df57823580600f0b8082146105ca575f5ffd5b835250602092830192909101906001016105b1565b509594505050505056",
}

// ExampleConsumer is an auto generated Go binding around an Ethereum contract.
type ExampleConsumer struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ExampleConsumer) GetABI() abi.ABI {
	return c.abi
}

// NewExampleConsumer creates a new instance of ExampleConsumer.
func NewExampleConsumer() *ExampleConsumer {
	parsed, err := ExampleConsumerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ExampleConsumer{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ExampleConsumer) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address oracle_) returns()
func (exampleConsumer *ExampleConsumer) PackConstructor(oracle_ common.Address) []byte {
	enc, err := exampleConsumer.abi.Pack("", oracle_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackLast is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf1250f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function last(bytes32 task) view returns(uint64 round, int128[] value)
func (exampleConsumer *ExampleConsumer) PackLast(task [32]byte) []byte {
	enc, err := exampleConsumer.abi.Pack("last", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLast is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf1250f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function last(bytes32 task) view returns(uint64 round, int128[] value)
func (exampleConsumer *ExampleConsumer) TryPackLast(task [32]byte) ([]byte, error) {
	return exampleConsumer.abi.Pack("last", task)
}

// LastOutput serves as a container for the return parameters of contract
// method Last.
type LastOutput struct {
	Round uint64
	Value []*big.Int
}

// UnpackLast is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcf1250f5.
//
// Solidity: function last(bytes32 task) view returns(uint64 round, int128[] value)
func (exampleConsumer *ExampleConsumer) UnpackLast(data []byte) (LastOutput, error) {
	out, err := exampleConsumer.abi.Unpack("last", data)
	outstruct := new(LastOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Round = *abi.ConvertType(out[0], new(uint64)).(*uint64)
	outstruct.Value = *abi.ConvertType(out[1], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackOnOutcome is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7504fc0c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function onOutcome(bytes32 task, uint64 round, int128[] value) returns()
func (exampleConsumer *ExampleConsumer) PackOnOutcome(task [32]byte, round uint64, value []*big.Int) []byte {
	enc, err := exampleConsumer.abi.Pack("onOutcome", task, round, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOnOutcome is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7504fc0c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function onOutcome(bytes32 task, uint64 round, int128[] value) returns()
func (exampleConsumer *ExampleConsumer) TryPackOnOutcome(task [32]byte, round uint64, value []*big.Int) ([]byte, error) {
	return exampleConsumer.abi.Pack("onOutcome", task, round, value)
}

// PackOracle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7dc0d1d0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function oracle() view returns(address)
func (exampleConsumer *ExampleConsumer) PackOracle() []byte {
	enc, err := exampleConsumer.abi.Pack("oracle")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOracle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7dc0d1d0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function oracle() view returns(address)
func (exampleConsumer *ExampleConsumer) TryPackOracle() ([]byte, error) {
	return exampleConsumer.abi.Pack("oracle")
}

// UnpackOracle is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7dc0d1d0.
//
// Solidity: function oracle() view returns(address)
func (exampleConsumer *ExampleConsumer) UnpackOracle(data []byte) (common.Address, error) {
	out, err := exampleConsumer.abi.Unpack("oracle", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// ExampleConsumerOutcomeReceived represents a OutcomeReceived event raised by the ExampleConsumer contract.
type ExampleConsumerOutcomeReceived struct {
	Task  [32]byte
	Round uint64
	Value []*big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const ExampleConsumerOutcomeReceivedEventName = "OutcomeReceived"

// ContractEventName returns the user-defined event name.
func (ExampleConsumerOutcomeReceived) ContractEventName() string {
	return ExampleConsumerOutcomeReceivedEventName
}

// UnpackOutcomeReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OutcomeReceived(bytes32 indexed task, uint64 indexed round, int128[] value)
func (exampleConsumer *ExampleConsumer) UnpackOutcomeReceivedEvent(log *types.Log) (*ExampleConsumerOutcomeReceived, error) {
	event := "OutcomeReceived"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != exampleConsumer.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ExampleConsumerOutcomeReceived)
	if len(log.Data) > 0 {
		if err := exampleConsumer.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range exampleConsumer.abi.Events[event].Inputs {
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
func (exampleConsumer *ExampleConsumer) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], exampleConsumer.abi.Errors["NoValue"].ID.Bytes()[:4]) {
		return exampleConsumer.UnpackNoValueError(raw[4:])
	}
	if bytes.Equal(raw[:4], exampleConsumer.abi.Errors["NotListening"].ID.Bytes()[:4]) {
		return exampleConsumer.UnpackNotListeningError(raw[4:])
	}
	if bytes.Equal(raw[:4], exampleConsumer.abi.Errors["NotTheOracle"].ID.Bytes()[:4]) {
		return exampleConsumer.UnpackNotTheOracleError(raw[4:])
	}
	if bytes.Equal(raw[:4], exampleConsumer.abi.Errors["Stale"].ID.Bytes()[:4]) {
		return exampleConsumer.UnpackStaleError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ExampleConsumerNoValue represents a NoValue error raised by the ExampleConsumer contract.
type ExampleConsumerNoValue struct {
	Task [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoValue(bytes32 task)
func ExampleConsumerNoValueErrorID() common.Hash {
	return common.HexToHash("0x2f761a2d96dc107dc42e866d85399239d5e450fdbe916b333e4a7aed787f231a")
}

// UnpackNoValueError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoValue(bytes32 task)
func (exampleConsumer *ExampleConsumer) UnpackNoValueError(raw []byte) (*ExampleConsumerNoValue, error) {
	out := new(ExampleConsumerNoValue)
	if err := exampleConsumer.abi.UnpackIntoInterface(out, "NoValue", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ExampleConsumerNotListening represents a NotListening error raised by the ExampleConsumer contract.
type ExampleConsumerNotListening struct {
	Task [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotListening(bytes32 task)
func ExampleConsumerNotListeningErrorID() common.Hash {
	return common.HexToHash("0xb2fa6c74998dd3505733a7599d8b11955a43f73645983be646b3302e60569277")
}

// UnpackNotListeningError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotListening(bytes32 task)
func (exampleConsumer *ExampleConsumer) UnpackNotListeningError(raw []byte) (*ExampleConsumerNotListening, error) {
	out := new(ExampleConsumerNotListening)
	if err := exampleConsumer.abi.UnpackIntoInterface(out, "NotListening", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ExampleConsumerNotTheOracle represents a NotTheOracle error raised by the ExampleConsumer contract.
type ExampleConsumerNotTheOracle struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTheOracle()
func ExampleConsumerNotTheOracleErrorID() common.Hash {
	return common.HexToHash("0x1296719eaefa60430b0e5b25212024690ca62c512dcc9cfa9def59920d0fdcdb")
}

// UnpackNotTheOracleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTheOracle()
func (exampleConsumer *ExampleConsumer) UnpackNotTheOracleError(raw []byte) (*ExampleConsumerNotTheOracle, error) {
	out := new(ExampleConsumerNotTheOracle)
	if err := exampleConsumer.abi.UnpackIntoInterface(out, "NotTheOracle", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ExampleConsumerStale represents a Stale error raised by the ExampleConsumer contract.
type ExampleConsumerStale struct {
	Task      [32]byte
	UpdatedAt uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Stale(bytes32 task, uint64 updatedAt)
func ExampleConsumerStaleErrorID() common.Hash {
	return common.HexToHash("0x40b5e3a373e11ca1de008ccae1e1bebc8ff29f82b40dde2ff85140201139810e")
}

// UnpackStaleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Stale(bytes32 task, uint64 updatedAt)
func (exampleConsumer *ExampleConsumer) UnpackStaleError(raw []byte) (*ExampleConsumerStale, error) {
	out := new(ExampleConsumerStale)
	if err := exampleConsumer.abi.UnpackIntoInterface(out, "Stale", raw); err != nil {
		return nil, err
	}
	return out, nil
}
