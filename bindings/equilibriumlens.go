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

// EquilibriumLensMetaData contains all meta data concerning the EquilibriumLens contract.
var EquilibriumLensMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"check\",\"inputs\":[{\"name\":\"anchors\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"L\",\"type\":\"uint32[]\",\"internalType\":\"uint32[]\"},{\"name\":\"f\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"value\",\"type\":\"int128\",\"internalType\":\"int128\"},{\"name\":\"low\",\"type\":\"int128\",\"internalType\":\"int128\"},{\"name\":\"high\",\"type\":\"int128\",\"internalType\":\"int128\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"cuts\",\"inputs\":[{\"name\":\"anchors\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"L\",\"type\":\"uint32[]\",\"internalType\":\"uint32[]\"},{\"name\":\"f\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"value\",\"type\":\"int128\",\"internalType\":\"int128\"}],\"outputs\":[{\"name\":\"low\",\"type\":\"int128\",\"internalType\":\"int128\"},{\"name\":\"high\",\"type\":\"int128\",\"internalType\":\"int128\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"solve\",\"inputs\":[{\"name\":\"anchors\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"L\",\"type\":\"uint32[]\",\"internalType\":\"uint32[]\"},{\"name\":\"f\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"value\",\"type\":\"int128\",\"internalType\":\"int128\"}],\"stateMutability\":\"pure\"},{\"type\":\"error\",\"name\":\"AnchorOutOfRange\",\"inputs\":[{\"name\":\"agent\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"LengthMismatch\",\"inputs\":[{\"name\":\"anchors\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"stubbornnesses\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"StubbornnessOutOfRange\",\"inputs\":[{\"name\":\"agent\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooFewAgents\",\"inputs\":[{\"name\":\"agents\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"f\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ValueOutOfRange\",\"inputs\":[]}]",
	ID:  "EquilibriumLens",
	Bin: "0x6080604052348015600e575f5ffd5b506111158061001c5f395ff3fe608060405234801561000f575f5ffd5b506004361061003f575f3560e01c806313264e18146100435780634a68ecd81461006e578063afd0c00f14610091575b5f5ffd5b610056610051366004610ea5565b6100be565b604051600f9190910b81526020015b60405180910390f35b61008161007c366004610f2e565b6100d6565b6040519015158152602001610065565b6100a461009f366004610fd6565b6100f6565b60408051600f93840b81529190920b602082015201610065565b5f6100cc8686868686610115565b9695505050505050565b5f6100e78989898989898989610252565b90505b98975050505050505050565b5f5f610106888888888888610469565b91509150965096945050505050565b5f5f5f5f610126898989898961056a565b9250925092505f835167ffffffffffffffff8111156101475761014761105d565b604051908082528060200260200182016040528015610170578160200160208202803683370190505b506001808401939192509084018101811d905b60018585031315610242575f5f61019c88868c8761064c565b915091505f82126101af578396506101b3565b8395505b5f6101be8383610753565b850190508781036101d1576001016101dc565b8681036101dc575f19015b6004841180156101ed575060038406155b15610201576101fe89878a8a610787565b90505b87811315806102105750868112155b8061022957506004841180156102295750600384066001145b15610236575086860160011d5b93505050600101610183565b50929a9950505050505050505050565b5f61025e888787610840565b6102c9604051806101e001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f8152602001606081525090565b600f83810b604083015284810b602083015285900b81528867ffffffffffffffff8111156102f9576102f961105d565b604051908082528060200260200182016040528015610322578160200160208202803683370190505b506101c08201527f80000000000000000000000000000000000000000000000000000000000000006101a08201527f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff610180820152610384818b8b8b8b6108f0565b61039085600f0b610987565b15806103a1575082600f0b84600f0b135b156103af575f9150506100ea565b858160e001518260a001510111806103d25750858161010001518260a001510111155b156103e0575f9150506100ea565b858161012001518260c001510111806104045750858161014001518260c001510111155b15610412575f9150506100ea565b5f83600f0b8260c001510285600f0b8360a00151028360600151010190505f8260400151836020015101880282031215610450575f925050506100ea565b61045a82886109bc565b9b9a5050505050505050505050565b5f5f61047783600f0b610987565b6104ad576040517f4eb4f9fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6104bb898989898961056a565b505090505f815167ffffffffffffffff8111156104da576104da61105d565b604051908082528060200260200182016040528015610503578160200160208202803683370190505b50905061051582828888600f0b61064c565b5050602081878151811061052b5761052b611085565b6020026020010151901d602082886001855103038151811061054f5761054f611085565b6020026020010151901d935093505050965096945050505050565b60605f80610579878686610840565b8667ffffffffffffffff8111156105925761059261105d565b6040519080825280602002602001820160405280156105bb578160200160208202803683370190505b5092506d40000000000000000000000000006105d6816110ad565b90925090505f5b8351811015610640575f5f6105f58b8b8b8b87610a68565b9150915080602083901b1786848151811061061257610612611085565b6020026020010181815250508482121561062a578194505b83821315610636578193505b50506001016105dd565b50955095509592505050565b83515f908190815b818110156106cd575f63ffffffff89838151811061067457610674611085565b6020026020010151169050806020828860208d878151811061069857610698611085565b6020026020010151901d0302901b178883815181106106b9576106b9611085565b602090810291909101015250600101610654565b506106da865f8388610b0b565b6106eb868683886001860303610b0b565b845b85820381101561074857602087828151811061070b5761070b611085565b6020026020010151901d8401935063ffffffff87828151811061073057610730611085565b602002602001015116830192508060010190506106ed565b505094509492505050565b5f81838161076357610763611071565b0590505f82848161077657610776611071565b071215610781575f19015b92915050565b5f80805b86518110156107f7575f60208883815181106107a9576107a9611085565b6020026020010151901d905080861280156107c357508481125b156107ee57808784806001019550815181106107e1576107e1611085565b6020026020010181815250505b5060010161078b565b50805f036108085783915050610838565b610817855f8360028104610b0b565b84600282048151811061082c5761082c611085565b60200260200101519150505b949350505050565b818314610888576040517fab8b67c600000000000000000000000000000000000000000000000000000000815260048101849052602481018390526044015b60405180910390fd5b8215806108aa5750600261089d6001856110e3565b6108a791906110f6565b81115b156108eb576040517fb1aeb90f000000000000000000000000000000000000000000000000000000008152600481018490526024810182905260440161087f565b505050565b845160208601516040870151620100009091019061ffff19015f80805b88811015610968575f5f6109248c8c8c8c87610a68565b9089900381029250905086821280159061093d57508582125b156109535781850194508082038401935061095e565b61095e8d8383610c72565b505060010161090d565b5060608a01805190920190915260809098019790975250505050505050565b5f816109a06d40000000000000000000000000006110ad565b1280156107815750506d40000000000000000000000000001390565b5f5f6109d68485602001518660a001518660010103610d86565b90505f6109f5858660400151868860c001518961016001510103610d86565b90505f8183018502828760c0015102848860a0015102886080015101010390505f5f90505b866101600151811015610a5c57610a50876101c001518281518110610a4157610a41611085565b60200260200101518585610e3a565b90910190600101610a1a565b505f1395945050505050565b600581901b85810135905f90850135610a8083610987565b610ab9576040517f66aace2c0000000000000000000000000000000000000000000000000000000081526004810185905260240161087f565b61fde8811115610af8576040517f73db5d580000000000000000000000000000000000000000000000000000000081526004810185905260240161087f565b8062010000039150509550959350505050565b60018383031115610c6c575f8460028585010481518110610b2e57610b2e611085565b602090810291909101015190508380845b80821015610c3b575f888381518110610b5a57610b5a611085565b6020026020010151905084811215610bd457888481518110610b7e57610b7e611085565b6020026020010151898480600101955081518110610b9e57610b9e611085565b60200260200101818152505080898580600101965081518110610bc357610bc3611085565b602002602001018181525050610c35565b84811315610c2e5788826001900392508281518110610bf557610bf5611085565b6020026020010151898481518110610c0f57610c0f611085565b60200260200101818152505080898381518110610bc357610bc3611085565b8260010192505b50610b3f565b82851015610c4b57829550610c63565b808510610c5a57809650610c63565b50505050610c6c565b50505050610b0b565b50505050565b6020830151604084015161ffff198201841215610c995760a0850180516001019052610d7f565b6201000081018412610cb55760c0850180516001019052610d7f565b818413610cdc5761010085018051600101905281841215610cdc5760e08501805160010190525b808412610d045761014085018051600101905280841315610d04576101208501805160010190525b610d0f848383610e3a565b60608601805190910190526101c0850151610160860180516001810190915281519585900395869291908110610d4757610d47611085565b602002602001018181525050846101800151841215610d695761018085018490525b846101a00151841315610d7f576101a085018490525b5050505050565b61018083015161ffff198301905f19840190821215610da85784610180015191505b846101a00151811315610dbd57506101a08401515b6101c08501516101608601515b82841215610e305783830160011d5f805b83811015610e125782858281518110610df657610df6611085565b602002602001015113610e0a578160010191505b600101610ddb565b50868110610e2257819450610e29565b8160010195505b5050610dca565b5050509392505050565b5f828412610e5557818413610e4f5783610838565b81610838565b509092915050565b5f5f83601f840112610e6d575f5ffd5b50813567ffffffffffffffff811115610e84575f5ffd5b6020830191508360208260051b8501011115610e9e575f5ffd5b9250929050565b5f5f5f5f5f60608688031215610eb9575f5ffd5b853567ffffffffffffffff811115610ecf575f5ffd5b610edb88828901610e5d565b909650945050602086013567ffffffffffffffff811115610efa575f5ffd5b610f0688828901610e5d565b96999598509660400135949350505050565b8035600f81900b8114610f29575f5ffd5b919050565b5f5f5f5f5f5f5f5f60c0898b031215610f45575f5ffd5b883567ffffffffffffffff811115610f5b575f5ffd5b610f678b828c01610e5d565b909950975050602089013567ffffffffffffffff811115610f86575f5ffd5b610f928b828c01610e5d565b90975095505060408901359350610fab60608a01610f18565b9250610fb960808a01610f18565b9150610fc760a08a01610f18565b90509295985092959890939650565b5f5f5f5f5f5f60808789031215610feb575f5ffd5b863567ffffffffffffffff811115611001575f5ffd5b61100d89828a01610e5d565b909750955050602087013567ffffffffffffffff81111561102c575f5ffd5b61103889828a01610e5d565b9095509350506040870135915061105160608801610f18565b90509295509295509295565b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52601260045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b5f7f800000000000000000000000000000000000000000000000000000000000000082036110dd576110dd611099565b505f0390565b8181038181111561078157610781611099565b5f8261111057634e487b7160e01b5f52601260045260245ffd5b50049056",
}

// EquilibriumLens is an auto generated Go binding around an Ethereum contract.
type EquilibriumLens struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EquilibriumLens) GetABI() abi.ABI {
	return c.abi
}

// NewEquilibriumLens creates a new instance of EquilibriumLens.
func NewEquilibriumLens() *EquilibriumLens {
	parsed, err := EquilibriumLensMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EquilibriumLens{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EquilibriumLens) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a68ecd8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function check(int128[] anchors, uint32[] L, uint256 f, int128 value, int128 low, int128 high) pure returns(bool)
func (equilibriumLens *EquilibriumLens) PackCheck(anchors []*big.Int, l []uint32, f *big.Int, value *big.Int, low *big.Int, high *big.Int) []byte {
	enc, err := equilibriumLens.abi.Pack("check", anchors, l, f, value, low, high)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a68ecd8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function check(int128[] anchors, uint32[] L, uint256 f, int128 value, int128 low, int128 high) pure returns(bool)
func (equilibriumLens *EquilibriumLens) TryPackCheck(anchors []*big.Int, l []uint32, f *big.Int, value *big.Int, low *big.Int, high *big.Int) ([]byte, error) {
	return equilibriumLens.abi.Pack("check", anchors, l, f, value, low, high)
}

// UnpackCheck is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4a68ecd8.
//
// Solidity: function check(int128[] anchors, uint32[] L, uint256 f, int128 value, int128 low, int128 high) pure returns(bool)
func (equilibriumLens *EquilibriumLens) UnpackCheck(data []byte) (bool, error) {
	out, err := equilibriumLens.abi.Unpack("check", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackCuts is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xafd0c00f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cuts(int128[] anchors, uint32[] L, uint256 f, int128 value) pure returns(int128 low, int128 high)
func (equilibriumLens *EquilibriumLens) PackCuts(anchors []*big.Int, l []uint32, f *big.Int, value *big.Int) []byte {
	enc, err := equilibriumLens.abi.Pack("cuts", anchors, l, f, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCuts is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xafd0c00f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cuts(int128[] anchors, uint32[] L, uint256 f, int128 value) pure returns(int128 low, int128 high)
func (equilibriumLens *EquilibriumLens) TryPackCuts(anchors []*big.Int, l []uint32, f *big.Int, value *big.Int) ([]byte, error) {
	return equilibriumLens.abi.Pack("cuts", anchors, l, f, value)
}

// CutsOutput serves as a container for the return parameters of contract
// method Cuts.
type CutsOutput struct {
	Low  *big.Int
	High *big.Int
}

// UnpackCuts is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xafd0c00f.
//
// Solidity: function cuts(int128[] anchors, uint32[] L, uint256 f, int128 value) pure returns(int128 low, int128 high)
func (equilibriumLens *EquilibriumLens) UnpackCuts(data []byte) (CutsOutput, error) {
	out, err := equilibriumLens.abi.Unpack("cuts", data)
	outstruct := new(CutsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Low = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.High = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackSolve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13264e18.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function solve(int128[] anchors, uint32[] L, uint256 f) pure returns(int128 value)
func (equilibriumLens *EquilibriumLens) PackSolve(anchors []*big.Int, l []uint32, f *big.Int) []byte {
	enc, err := equilibriumLens.abi.Pack("solve", anchors, l, f)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSolve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13264e18.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function solve(int128[] anchors, uint32[] L, uint256 f) pure returns(int128 value)
func (equilibriumLens *EquilibriumLens) TryPackSolve(anchors []*big.Int, l []uint32, f *big.Int) ([]byte, error) {
	return equilibriumLens.abi.Pack("solve", anchors, l, f)
}

// UnpackSolve is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x13264e18.
//
// Solidity: function solve(int128[] anchors, uint32[] L, uint256 f) pure returns(int128 value)
func (equilibriumLens *EquilibriumLens) UnpackSolve(data []byte) (*big.Int, error) {
	out, err := equilibriumLens.abi.Unpack("solve", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (equilibriumLens *EquilibriumLens) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], equilibriumLens.abi.Errors["AnchorOutOfRange"].ID.Bytes()[:4]) {
		return equilibriumLens.UnpackAnchorOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], equilibriumLens.abi.Errors["LengthMismatch"].ID.Bytes()[:4]) {
		return equilibriumLens.UnpackLengthMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], equilibriumLens.abi.Errors["StubbornnessOutOfRange"].ID.Bytes()[:4]) {
		return equilibriumLens.UnpackStubbornnessOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], equilibriumLens.abi.Errors["TooFewAgents"].ID.Bytes()[:4]) {
		return equilibriumLens.UnpackTooFewAgentsError(raw[4:])
	}
	if bytes.Equal(raw[:4], equilibriumLens.abi.Errors["ValueOutOfRange"].ID.Bytes()[:4]) {
		return equilibriumLens.UnpackValueOutOfRangeError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EquilibriumLensAnchorOutOfRange represents a AnchorOutOfRange error raised by the EquilibriumLens contract.
type EquilibriumLensAnchorOutOfRange struct {
	Agent *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AnchorOutOfRange(uint256 agent)
func EquilibriumLensAnchorOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x66aace2ceffc37836ca6fe79e2f94f7a0939eec33597606a56605b5118e0bc8c")
}

// UnpackAnchorOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AnchorOutOfRange(uint256 agent)
func (equilibriumLens *EquilibriumLens) UnpackAnchorOutOfRangeError(raw []byte) (*EquilibriumLensAnchorOutOfRange, error) {
	out := new(EquilibriumLensAnchorOutOfRange)
	if err := equilibriumLens.abi.UnpackIntoInterface(out, "AnchorOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EquilibriumLensLengthMismatch represents a LengthMismatch error raised by the EquilibriumLens contract.
type EquilibriumLensLengthMismatch struct {
	Anchors        *big.Int
	Stubbornnesses *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LengthMismatch(uint256 anchors, uint256 stubbornnesses)
func EquilibriumLensLengthMismatchErrorID() common.Hash {
	return common.HexToHash("0xab8b67c6893c59617ef3ba4b4b942e9791f2572db2fdb32028356532f3b7396a")
}

// UnpackLengthMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LengthMismatch(uint256 anchors, uint256 stubbornnesses)
func (equilibriumLens *EquilibriumLens) UnpackLengthMismatchError(raw []byte) (*EquilibriumLensLengthMismatch, error) {
	out := new(EquilibriumLensLengthMismatch)
	if err := equilibriumLens.abi.UnpackIntoInterface(out, "LengthMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EquilibriumLensStubbornnessOutOfRange represents a StubbornnessOutOfRange error raised by the EquilibriumLens contract.
type EquilibriumLensStubbornnessOutOfRange struct {
	Agent *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StubbornnessOutOfRange(uint256 agent)
func EquilibriumLensStubbornnessOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x73db5d58d569ca60b298ce2e60fe1f617631b21db28d99c9884d33607517c126")
}

// UnpackStubbornnessOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StubbornnessOutOfRange(uint256 agent)
func (equilibriumLens *EquilibriumLens) UnpackStubbornnessOutOfRangeError(raw []byte) (*EquilibriumLensStubbornnessOutOfRange, error) {
	out := new(EquilibriumLensStubbornnessOutOfRange)
	if err := equilibriumLens.abi.UnpackIntoInterface(out, "StubbornnessOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EquilibriumLensTooFewAgents represents a TooFewAgents error raised by the EquilibriumLens contract.
type EquilibriumLensTooFewAgents struct {
	Agents *big.Int
	F      *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooFewAgents(uint256 agents, uint256 f)
func EquilibriumLensTooFewAgentsErrorID() common.Hash {
	return common.HexToHash("0xb1aeb90fe76d1736974f462d055f8552a81d39f67ea2e587f1590aaba4c0e67b")
}

// UnpackTooFewAgentsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooFewAgents(uint256 agents, uint256 f)
func (equilibriumLens *EquilibriumLens) UnpackTooFewAgentsError(raw []byte) (*EquilibriumLensTooFewAgents, error) {
	out := new(EquilibriumLensTooFewAgents)
	if err := equilibriumLens.abi.UnpackIntoInterface(out, "TooFewAgents", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EquilibriumLensValueOutOfRange represents a ValueOutOfRange error raised by the EquilibriumLens contract.
type EquilibriumLensValueOutOfRange struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ValueOutOfRange()
func EquilibriumLensValueOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x4eb4f9fbeca8785769bbc559f5702ef6b47be0b596d68b870f0f08e1e4f3d29c")
}

// UnpackValueOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ValueOutOfRange()
func (equilibriumLens *EquilibriumLens) UnpackValueOutOfRangeError(raw []byte) (*EquilibriumLensValueOutOfRange, error) {
	out := new(EquilibriumLensValueOutOfRange)
	if err := equilibriumLens.abi.UnpackIntoInterface(out, "ValueOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}
