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
	Bin: "0x610120604052348015610010575f5ffd5b5060405161102738038061102783398101604081905261002f91610272565b6040516350d2e76b60e01b8152600481018390525f906001600160a01b038516906350d2e76b906024016102e060405180830381865afa158015610075573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610099919061039f565b90508060e0015161ffff1660011415806100bb5750602681610120015160ff16115b8061012f575060405163799cf1d960e11b8152600481018490526001600160a01b0385169063f339e3b29060240161016060405180830381865afa158015610105573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906101299190610583565b61012001515b1561014d57604051631a4878ed60e21b815260040160405180910390fd5b6001600160a01b03841660805260a083905261012081015160ff1660c0525f61017683826106ef565b5061012081015161018b9060ff16600a6108a6565b60e05260808101516060820151604083015163ffffffff928316926101b392811691166108b8565b6101bd91906108b8565b61010052506108cb92505050565b6001600160a01b03811681146101df575f5ffd5b50565b634e487b7160e01b5f52604160045260245ffd5b6040516102e081016001600160401b0381118282101715610219576102196101e2565b60405290565b60405161016081016001600160401b0381118282101715610219576102196101e2565b604051601f8201601f191681016001600160401b038111828210171561026a5761026a6101e2565b604052919050565b5f5f5f60608486031215610284575f5ffd5b835161028f816101cb565b6020850151604086015191945092506001600160401b038111156102b1575f5ffd5b8401601f810186136102c1575f5ffd5b80516001600160401b038111156102da576102da6101e2565b6102ed601f8201601f1916602001610242565b818152876020838501011115610301575f5ffd5b8160208401602083015e5f602083830101528093505050509250925092565b805161032b816101cb565b919050565b80516001600160401b038116811461032b575f5ffd5b805163ffffffff8116811461032b575f5ffd5b805161ffff8116811461032b575f5ffd5b805160ff8116811461032b575f5ffd5b8051801515811461032b575f5ffd5b80516001600160801b038116811461032b575f5ffd5b5f6102e08284031280156103b1575f5ffd5b506103ba6101f6565b6103c383610320565b81526103d160208401610330565b60208201526103e260408401610346565b60408201526103f360608401610346565b606082015261040460808401610346565b608082015261041560a08401610346565b60a082015261042660c08401610346565b60c082015261043760e08401610359565b60e0820152610449610100840161036a565b61010082015261045c610120840161036a565b61012082015261046f6101408401610359565b6101408201526104826101608401610346565b6101608201526104956101808401610346565b6101808201526104a86101a08401610320565b6101a08201526104bb6101c08401610346565b6101c08201526104ce6101e08401610346565b6101e08201526104e16102008401610346565b6102008201526104f46102208401610320565b6102208201526105076102408401610346565b61024082015261051a6102608401610346565b61026082015261052d610280840161037a565b6102808201526105406102a08401610389565b6102a08201526105536102c08401610389565b6102c08201529392505050565b805162ffffff8116811461032b575f5ffd5b8051600f81900b811461032b575f5ffd5b5f610160828403128015610595575f5ffd5b5061059e61021f565b6105a783610346565b81526105b560208401610346565b60208201526105c660408401610346565b60408201526105d760608401610560565b60608201526105e86080840161037a565b60808201526105f960a0840161037a565b60a082015261060a60c0840161037a565b60c082015261061b60e0840161037a565b60e082015261062d610100840161037a565b610100820152610640610120840161037a565b6101208201526106536101408401610572565b6101408201529392505050565b600181811c9082168061067457607f821691505b60208210810361069257634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156106ea57828211156106ea57805f5260205f20601f840160051c60208510156106c357505f5b90810190601f840160051c035f5b818110156106e6575f838201556001016106d1565b5050505b505050565b81516001600160401b03811115610708576107086101e2565b61071c816107168454610660565b84610698565b6020601f82116001811461074e575f83156107375750848201515b5f19600385901b1c1916600184901b1784556107a6565b5f84815260208120601f198516915b8281101561077d578785015182556020948501946001909201910161075d565b508482101561079a57868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b634e487b7160e01b5f52601160045260245ffd5b6001815b60018411156107fc578085048111156107e0576107e06107ad565b60018416156107ee57908102905b60019390931c9280026107c5565b935093915050565b5f82610812575060016108a0565b8161081e57505f6108a0565b8160018114610834576002811461083e5761085a565b60019150506108a0565b60ff84111561084f5761084f6107ad565b50506001821b6108a0565b5060208310610133831016604e8410600b841016171561087d575081810a6108a0565b6108895f1984846107c1565b805f190482111561089c5761089c6107ad565b0290505b92915050565b5f6108b18383610804565b9392505050565b808201808211156108a0576108a06107ad565b60805160a05160c05160e051610100516107146109135f395f61042701525f6103c401525f608301525f818160c1015261030101525f818160f601526102c501526107145ff3fe608060405234801561000f575f5ffd5b506004361061007a575f3560e01c806354fd4d501161005857806354fd4d501461013d5780637284e416146101455780639a6fc8f51461015a578063feaf968c146101a4575f5ffd5b8063313ce5671461007e5780633283f641146100bc578063365a86fc146100f1575b5f5ffd5b6100a57f000000000000000000000000000000000000000000000000000000000000000081565b60405160ff90911681526020015b60405180910390f35b6100e37f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020016100b3565b6101187f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100b3565b6100e3600181565b61014d6101ac565b6040516100b39190610478565b61016d6101683660046104ad565b610237565b6040805169ffffffffffffffffffff968716815260208101959095528401929092526060830152909116608082015260a0016100b3565b61016d6102bb565b5f80546101b8906104dd565b80601f01602080910402602001604051908101604052809291908181526020018280546101e4906104dd565b801561022f5780601f106102065761010080835404028352916020019161022f565b820191905f5260205f20905b81548152906001019060200180831161021257829003601f168201915b505050505081565b5f5f5f5f5f6102446102bb565b93985091965094509250905069ffffffffffffffffffff868116908616146102b2576040517f3c6fc07d00000000000000000000000000000000000000000000000000000000815269ffffffffffffffffffff80881660048301528616602482015260440160405180910390fd5b91939590929450565b5f5f5f5f5f5f5f5f7f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff166361da14397f00000000000000000000000000000000000000000000000000000000000000006040518263ffffffff1660e01b815260040161033e91815260200190565b5f60405180830381865afa158015610358573d5f5f3e3d5ffd5b505050506040513d5f823e601f3d908101601f1916820160405261037f9190810190610564565b5092509250925082515f036103c0576040517fbad1e8f800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60407f0000000000000000000000000000000000000000000000000000000000000000845f815181106103f5576103f5610661565b6020026020010151600f0b61040a9190610689565b61041c906780000000000000006106da565b901d965081876104567f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff8516610701565b67ffffffffffffffff9283169b919a5098509181169650919091169350915050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b5f602082840312156104bd575f5ffd5b813569ffffffffffffffffffff811681146104d6575f5ffd5b9392505050565b600181811c908216806104f157607f821691505b60208210810361050f57634e487b7160e01b5f52602260045260245ffd5b50919050565b634e487b7160e01b5f52604160045260245ffd5b8051600f81900b811461053a575f5ffd5b919050565b805167ffffffffffffffff8116811461053a575f5ffd5b80516005811061053a575f5ffd5b5f5f5f5f60808587031215610577575f5ffd5b845167ffffffffffffffff81111561058d575f5ffd5b8501601f8101871361059d575f5ffd5b805167ffffffffffffffff8111156105b7576105b7610515565b8060051b604051601f19603f830116810181811067ffffffffffffffff821117156105e4576105e4610515565b60405291825260208184018101929081018a841115610601575f5ffd5b6020850194505b838510156106275761061985610529565b815260209485019401610608565b50965061063a925050506020860161053f565b92506106486040860161053f565b915061065660608601610556565b905092959194509250565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b8082025f82127f8000000000000000000000000000000000000000000000000000000000000000841416156106c0576106c0610675565b81810583148215176106d4576106d4610675565b92915050565b8082018281125f8312801582168215821617156106f9576106f9610675565b505092915050565b818103818111156106d4576106d461067556",
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
