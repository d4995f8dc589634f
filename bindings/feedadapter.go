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

// FeedAdapterMetaData contains all meta data concerning the FeedAdapter contract.
var FeedAdapterMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"hub_\",\"type\":\"address\",\"internalType\":\"contractNashOracle\"},{\"name\":\"task_\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"description_\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"decimals\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint8\",\"internalType\":\"uint8\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"description\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"getRoundData\",\"inputs\":[{\"name\":\"roundId_\",\"type\":\"uint80\",\"internalType\":\"uint80\"}],\"outputs\":[{\"name\":\"roundId\",\"type\":\"uint80\",\"internalType\":\"uint80\"},{\"name\":\"answer\",\"type\":\"int256\",\"internalType\":\"int256\"},{\"name\":\"startedAt\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"updatedAt\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"answeredInRound\",\"type\":\"uint80\",\"internalType\":\"uint80\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"hub\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractNashOracle\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"latestRoundData\",\"inputs\":[],\"outputs\":[{\"name\":\"roundId\",\"type\":\"uint80\",\"internalType\":\"uint80\"},{\"name\":\"answer\",\"type\":\"int256\",\"internalType\":\"int256\"},{\"name\":\"startedAt\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"updatedAt\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"answeredInRound\",\"type\":\"uint80\",\"internalType\":\"uint80\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"task\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"version\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"error\",\"name\":\"BadTask\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoData\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"RoundNotStored\",\"inputs\":[{\"name\":\"roundId\",\"type\":\"uint80\",\"internalType\":\"uint80\"},{\"name\":\"stored\",\"type\":\"uint80\",\"internalType\":\"uint80\"}]}]",
	ID:  "FeedAdapter",
	Bin: "0x610120604052348015610010575f5ffd5b50604051610e90380380610e9083398101604081905261002f916101db565b6040516350d2e76b60e01b8152600481018390525f906001600160a01b038516906350d2e76b906024016102e060405180830381865afa158015610075573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100999190610308565b90508060e0015161ffff1660011415806100bb5750602681610120015160ff16115b156100d957604051631a4878ed60e21b815260040160405180910390fd5b6001600160a01b03841660805260a083905261012081015160ff1660c0525f6101028382610558565b506101208101516101179060ff16600a61070f565b60e05260808101516060820151604083015163ffffffff9283169261013f9281169116610721565b6101499190610721565b610100525061073492505050565b6001600160a01b038116811461016b575f5ffd5b50565b634e487b7160e01b5f52604160045260245ffd5b6040516102e081016001600160401b03811182821017156101a5576101a561016e565b60405290565b604051601f8201601f191681016001600160401b03811182821017156101d3576101d361016e565b604052919050565b5f5f5f606084860312156101ed575f5ffd5b83516101f881610157565b6020850151604086015191945092506001600160401b0381111561021a575f5ffd5b8401601f8101861361022a575f5ffd5b80516001600160401b038111156102435761024361016e565b610256601f8201601f19166020016101ab565b81815287602083850101111561026a575f5ffd5b8160208401602083015e5f602083830101528093505050509250925092565b805161029481610157565b919050565b80516001600160401b0381168114610294575f5ffd5b805163ffffffff81168114610294575f5ffd5b805161ffff81168114610294575f5ffd5b805160ff81168114610294575f5ffd5b80518015158114610294575f5ffd5b80516001600160801b0381168114610294575f5ffd5b5f6102e082840312801561031a575f5ffd5b50610323610182565b61032c83610289565b815261033a60208401610299565b602082015261034b604084016102af565b604082015261035c606084016102af565b606082015261036d608084016102af565b608082015261037e60a084016102af565b60a082015261038f60c084016102af565b60c08201526103a060e084016102c2565b60e08201526103b261010084016102d3565b6101008201526103c561012084016102d3565b6101208201526103d861014084016102c2565b6101408201526103eb61016084016102af565b6101608201526103fe61018084016102af565b6101808201526104116101a08401610289565b6101a08201526104246101c084016102af565b6101c08201526104376101e084016102af565b6101e082015261044a61020084016102af565b61020082015261045d6102208401610289565b61022082015261047061024084016102af565b61024082015261048361026084016102af565b61026082015261049661028084016102e3565b6102808201526104a96102a084016102f2565b6102a08201526104bc6102c084016102f2565b6102c08201529392505050565b600181811c908216806104dd57607f821691505b6020821081036104fb57634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115610553578282111561055357805f5260205f20601f840160051c602085101561052c57505f5b90810190601f840160051c035f5b8181101561054f575f8382015560010161053a565b5050505b505050565b81516001600160401b038111156105715761057161016e565b6105858161057f84546104c9565b84610501565b6020601f8211600181146105b7575f83156105a05750848201515b5f19600385901b1c1916600184901b17845561060f565b5f84815260208120601f198516915b828110156105e657878501518255602094850194600190920191016105c6565b508482101561060357868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b634e487b7160e01b5f52601160045260245ffd5b6001815b60018411156106655780850481111561064957610649610616565b600184161561065757908102905b60019390931c92800261062e565b935093915050565b5f8261067b57506001610709565b8161068757505f610709565b816001811461069d57600281146106a7576106c3565b6001915050610709565b60ff8411156106b8576106b8610616565b50506001821b610709565b5060208310610133831016604e8410600b84101617156106e6575081810a610709565b6106f25f19848461062a565b805f190482111561070557610705610616565b0290505b92915050565b5f61071a838361066d565b9392505050565b8082018082111561070957610709610616565b60805160a05160c05160e0516101005161071461077c5f395f61042701525f6103c401525f608301525f818160c1015261030101525f818160f601526102c501526107145ff3fe608060405234801561000f575f5ffd5b506004361061007a575f3560e01c806354fd4d501161005857806354fd4d501461013d5780637284e416146101455780639a6fc8f51461015a578063feaf968c146101a4575f5ffd5b8063313ce5671461007e5780633283f641146100bc578063365a86fc146100f1575b5f5ffd5b6100a57f000000000000000000000000000000000000000000000000000000000000000081565b60405160ff90911681526020015b60405180910390f35b6100e37f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020016100b3565b6101187f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100b3565b6100e3600181565b61014d6101ac565b6040516100b39190610478565b61016d6101683660046104ad565b610237565b6040805169ffffffffffffffffffff968716815260208101959095528401929092526060830152909116608082015260a0016100b3565b61016d6102bb565b5f80546101b8906104dd565b80601f01602080910402602001604051908101604052809291908181526020018280546101e4906104dd565b801561022f5780601f106102065761010080835404028352916020019161022f565b820191905f5260205f20905b81548152906001019060200180831161021257829003601f168201915b505050505081565b5f5f5f5f5f6102446102bb565b93985091965094509250905069ffffffffffffffffffff868116908616146102b2576040517f3c6fc07d00000000000000000000000000000000000000000000000000000000815269ffffffffffffffffffff80881660048301528616602482015260440160405180910390fd5b91939590929450565b5f5f5f5f5f5f5f5f7f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff166361da14397f00000000000000000000000000000000000000000000000000000000000000006040518263ffffffff1660e01b815260040161033e91815260200190565b5f60405180830381865afa158015610358573d5f5f3e3d5ffd5b505050506040513d5f823e601f3d908101601f1916820160405261037f9190810190610564565b5092509250925082515f036103c0576040517fbad1e8f800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60407f0000000000000000000000000000000000000000000000000000000000000000845f815181106103f5576103f5610661565b6020026020010151600f0b61040a9190610689565b61041c906780000000000000006106da565b901d965081876104567f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff8516610701565b67ffffffffffffffff9283169b919a5098509181169650919091169350915050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f602082840312156104bd575f5ffd5b813569ffffffffffffffffffff811681146104d6575f5ffd5b9392505050565b600181811c908216806104f157607f821691505b60208210810361050f57634e487b7160e01b5f52602260045260245ffd5b50919050565b634e487b7160e01b5f52604160045260245ffd5b8051600f81900b811461053a575f5ffd5b919050565b805167ffffffffffffffff8116811461053a575f5ffd5b80516005811061053a575f5ffd5b5f5f5f5f60808587031215610577575f5ffd5b845167ffffffffffffffff81111561058d575f5ffd5b8501601f8101871361059d575f5ffd5b805167ffffffffffffffff8111156105b7576105b7610515565b8060051b604051601f19603f830116810181811067ffffffffffffffff821117156105e4576105e4610515565b60405291825260208184018101929081018a841115610601575f5ffd5b6020850194505b838510156106275761061985610529565b815260209485019401610608565b50965061063a925050506020860161053f565b92506106486040860161053f565b915061065660608601610556565b905092959194509250565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b8082025f82127f8000000000000000000000000000000000000000000000000000000000000000841416156106c0576106c0610675565b81810583148215176106d4576106d4610675565b92915050565b8082018281125f8312801582168215821617156106f9576106f9610675565b505092915050565b818103818111156106d4576106d461067556",
}

// FeedAdapter is an auto generated Go binding around an Ethereum contract.
type FeedAdapter struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *FeedAdapter) GetABI() abi.ABI {
	return c.abi
}

// NewFeedAdapter creates a new instance of FeedAdapter.
func NewFeedAdapter() *FeedAdapter {
	parsed, err := FeedAdapterMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &FeedAdapter{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *FeedAdapter) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address hub_, bytes32 task_, string description_) returns()
func (feedAdapter *FeedAdapter) PackConstructor(hub_ common.Address, task_ [32]byte, description_ string) []byte {
	enc, err := feedAdapter.abi.Pack("", hub_, task_, description_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() view returns(uint8)
func (feedAdapter *FeedAdapter) PackDecimals() []byte {
	enc, err := feedAdapter.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() view returns(uint8)
func (feedAdapter *FeedAdapter) TryPackDecimals() ([]byte, error) {
	return feedAdapter.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() view returns(uint8)
func (feedAdapter *FeedAdapter) UnpackDecimals(data []byte) (uint8, error) {
	out, err := feedAdapter.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackDescription is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7284e416.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function description() view returns(string)
func (feedAdapter *FeedAdapter) PackDescription() []byte {
	enc, err := feedAdapter.abi.Pack("description")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDescription is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7284e416.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function description() view returns(string)
func (feedAdapter *FeedAdapter) TryPackDescription() ([]byte, error) {
	return feedAdapter.abi.Pack("description")
}

// UnpackDescription is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7284e416.
//
// Solidity: function description() view returns(string)
func (feedAdapter *FeedAdapter) UnpackDescription(data []byte) (string, error) {
	out, err := feedAdapter.abi.Unpack("description", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackGetRoundData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a6fc8f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoundData(uint80 roundId_) view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) PackGetRoundData(roundId *big.Int) []byte {
	enc, err := feedAdapter.abi.Pack("getRoundData", roundId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoundData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a6fc8f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoundData(uint80 roundId_) view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) TryPackGetRoundData(roundId *big.Int) ([]byte, error) {
	return feedAdapter.abi.Pack("getRoundData", roundId)
}

// GetRoundDataOutput serves as a container for the return parameters of contract
// method GetRoundData.
type GetRoundDataOutput struct {
	RoundId         *big.Int
	Answer          *big.Int
	StartedAt       *big.Int
	UpdatedAt       *big.Int
	AnsweredInRound *big.Int
}

// UnpackGetRoundData is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9a6fc8f5.
//
// Solidity: function getRoundData(uint80 roundId_) view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) UnpackGetRoundData(data []byte) (GetRoundDataOutput, error) {
	out, err := feedAdapter.abi.Unpack("getRoundData", data)
	outstruct := new(GetRoundDataOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.RoundId = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Answer = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.StartedAt = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.UpdatedAt = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.AnsweredInRound = abi.ConvertType(out[4], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackHub is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x365a86fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hub() view returns(address)
func (feedAdapter *FeedAdapter) PackHub() []byte {
	enc, err := feedAdapter.abi.Pack("hub")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHub is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x365a86fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hub() view returns(address)
func (feedAdapter *FeedAdapter) TryPackHub() ([]byte, error) {
	return feedAdapter.abi.Pack("hub")
}

// UnpackHub is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x365a86fc.
//
// Solidity: function hub() view returns(address)
func (feedAdapter *FeedAdapter) UnpackHub(data []byte) (common.Address, error) {
	out, err := feedAdapter.abi.Unpack("hub", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackLatestRoundData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfeaf968c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function latestRoundData() view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) PackLatestRoundData() []byte {
	enc, err := feedAdapter.abi.Pack("latestRoundData")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLatestRoundData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfeaf968c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function latestRoundData() view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) TryPackLatestRoundData() ([]byte, error) {
	return feedAdapter.abi.Pack("latestRoundData")
}

// LatestRoundDataOutput serves as a container for the return parameters of contract
// method LatestRoundData.
type LatestRoundDataOutput struct {
	RoundId         *big.Int
	Answer          *big.Int
	StartedAt       *big.Int
	UpdatedAt       *big.Int
	AnsweredInRound *big.Int
}

// UnpackLatestRoundData is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfeaf968c.
//
// Solidity: function latestRoundData() view returns(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
func (feedAdapter *FeedAdapter) UnpackLatestRoundData(data []byte) (LatestRoundDataOutput, error) {
	out, err := feedAdapter.abi.Unpack("latestRoundData", data)
	outstruct := new(LatestRoundDataOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.RoundId = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Answer = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.StartedAt = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.UpdatedAt = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.AnsweredInRound = abi.ConvertType(out[4], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackTask is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3283f641.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function task() view returns(bytes32)
func (feedAdapter *FeedAdapter) PackTask() []byte {
	enc, err := feedAdapter.abi.Pack("task")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTask is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3283f641.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function task() view returns(bytes32)
func (feedAdapter *FeedAdapter) TryPackTask() ([]byte, error) {
	return feedAdapter.abi.Pack("task")
}

// UnpackTask is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3283f641.
//
// Solidity: function task() view returns(bytes32)
func (feedAdapter *FeedAdapter) UnpackTask(data []byte) ([32]byte, error) {
	out, err := feedAdapter.abi.Unpack("task", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54fd4d50.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function version() view returns(uint256)
func (feedAdapter *FeedAdapter) PackVersion() []byte {
	enc, err := feedAdapter.abi.Pack("version")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x54fd4d50.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function version() view returns(uint256)
func (feedAdapter *FeedAdapter) TryPackVersion() ([]byte, error) {
	return feedAdapter.abi.Pack("version")
}

// UnpackVersion is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x54fd4d50.
//
// Solidity: function version() view returns(uint256)
func (feedAdapter *FeedAdapter) UnpackVersion(data []byte) (*big.Int, error) {
	out, err := feedAdapter.abi.Unpack("version", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (feedAdapter *FeedAdapter) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], feedAdapter.abi.Errors["BadTask"].ID.Bytes()[:4]) {
		return feedAdapter.UnpackBadTaskError(raw[4:])
	}
	if bytes.Equal(raw[:4], feedAdapter.abi.Errors["NoData"].ID.Bytes()[:4]) {
		return feedAdapter.UnpackNoDataError(raw[4:])
	}
	if bytes.Equal(raw[:4], feedAdapter.abi.Errors["RoundNotStored"].ID.Bytes()[:4]) {
		return feedAdapter.UnpackRoundNotStoredError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// FeedAdapterBadTask represents a BadTask error raised by the FeedAdapter contract.
type FeedAdapterBadTask struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTask()
func FeedAdapterBadTaskErrorID() common.Hash {
	return common.HexToHash("0x6921e3b4501e22d9432ff1aa53895407028d819f4cd2f84e43baa8d4e5840bb8")
}

// UnpackBadTaskError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTask()
func (feedAdapter *FeedAdapter) UnpackBadTaskError(raw []byte) (*FeedAdapterBadTask, error) {
	out := new(FeedAdapterBadTask)
	if err := feedAdapter.abi.UnpackIntoInterface(out, "BadTask", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// FeedAdapterNoData represents a NoData error raised by the FeedAdapter contract.
type FeedAdapterNoData struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoData()
func FeedAdapterNoDataErrorID() common.Hash {
	return common.HexToHash("0xbad1e8f8deaf0b48103d0156ea535171224e41afb1366e97fc1e6a5bc7206a0d")
}

// UnpackNoDataError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoData()
func (feedAdapter *FeedAdapter) UnpackNoDataError(raw []byte) (*FeedAdapterNoData, error) {
	out := new(FeedAdapterNoData)
	if err := feedAdapter.abi.UnpackIntoInterface(out, "NoData", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// FeedAdapterRoundNotStored represents a RoundNotStored error raised by the FeedAdapter contract.
type FeedAdapterRoundNotStored struct {
	RoundId *big.Int
	Stored  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoundNotStored(uint80 roundId, uint80 stored)
func FeedAdapterRoundNotStoredErrorID() common.Hash {
	return common.HexToHash("0x3c6fc07d867f8f6ba9d485fffaaf1a81c134d06b1984762fe4da23020bc9c3bc")
}

// UnpackRoundNotStoredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoundNotStored(uint80 roundId, uint80 stored)
func (feedAdapter *FeedAdapter) UnpackRoundNotStoredError(raw []byte) (*FeedAdapterRoundNotStored, error) {
	out := new(FeedAdapterRoundNotStored)
	if err := feedAdapter.abi.UnpackIntoInterface(out, "RoundNotStored", raw); err != nil {
		return nil, err
	}
	return out, nil
}
