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
	Bin: "0x6080604052348015600e575f5ffd5b506110cd8061001c5f395ff3fe608060405234801561000f575f5ffd5b506004361061003f575f3560e01c806313264e18146100435780634a68ecd81461006e578063afd0c00f14610091575b5f5ffd5b610056610051366004610e1a565b6100be565b604051600f9190910b81526020015b60405180910390f35b61008161007c366004610ea3565b6100d6565b6040519015158152602001610065565b6100a461009f366004610f4b565b6100f6565b60408051600f93840b81529190920b602082015201610065565b5f6100cc8686868686610115565b9695505050505050565b5f6100e7898989898989898961022b565b90505b98975050505050505050565b5f5f610106888888888888610450565b91509150965096945050505050565b5f5f5f5f6101268989898989610551565b9250925092505f835167ffffffffffffffff81111561014757610147610fd2565b604051908082528060200260200182016040528015610170578160200160208202803683370190505b506001808401939192509084018101811d905b6001858503131561021b575f5f61019c88868c87610633565b915091505f82126101af578396506101b3565b8395505b5f6101be8383610738565b850190508781036101d1576001016101dc565b8681036101dc575f19015b87811315806101eb5750868112155b806102025750600484118015610202575060028406155b1561020f575086860160011d5b93505050600101610183565b50929a9950505050505050505050565b5f61023788878761076c565b6102a2604051806101e001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f8152602001606081525090565b600f83810b604083015284810b602083015285900b81528867ffffffffffffffff8111156102d2576102d2610fd2565b6040519080825280602002602001820160405280156102fb578160200160208202803683370190505b506101c08201527f80000000000000000000000000000000000000000000000000000000000000006101a08201527f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff6101808201525f5b89811015610389575f5f6103698d8d8d8d8761081c565b9150915061037f84855f0151840383028361090e565b5050600101610352565b5061039685600f0b610a8c565b15806103a7575082600f0b84600f0b135b156103b5575f9150506100ea565b858160a0015111806103cb5750858160c0015111155b806103d95750858160e00151115b806103e957508581610100015111155b156103f7575f9150506100ea565b5f83600f0b8261014001510285600f0b836101200151028360600151010190505f8260400151836020015101880282031215610437575f925050506100ea565b6104418288610ac1565b9b9a5050505050505050505050565b5f5f61045e83600f0b610a8c565b610494576040517f4eb4f9fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6104a28989898989610551565b505090505f815167ffffffffffffffff8111156104c1576104c1610fd2565b6040519080825280602002602001820160405280156104ea578160200160208202803683370190505b5090506104fc82828888600f0b610633565b5050602081878151811061051257610512610ffa565b6020026020010151901d602082886001855103038151811061053657610536610ffa565b6020026020010151901d935093505050965096945050505050565b60605f8061056087868661076c565b8667ffffffffffffffff81111561057957610579610fd2565b6040519080825280602002602001820160405280156105a2578160200160208202803683370190505b5092506d40000000000000000000000000006105bd81611022565b90925090505f5b8351811015610627575f5f6105dc8b8b8b8b8761081c565b9150915080602083901b178684815181106105f9576105f9610ffa565b60200260200101818152505084821215610611578194505b8382131561061d578193505b50506001016105c4565b50955095509592505050565b83515f908190815b818110156106b4575f63ffffffff89838151811061065b5761065b610ffa565b6020026020010151169050806020828860208d878151811061067f5761067f610ffa565b6020026020010151901d0302901b178883815181106106a0576106a0610ffa565b60209081029190910101525060010161063b565b506106c0865f87610b71565b6106d08686876001850303610b71565b845b85820381101561072d5760208782815181106106f0576106f0610ffa565b6020026020010151901d8401935063ffffffff87828151811061071557610715610ffa565b602002602001015116830192508060010190506106d2565b505094509492505050565b5f81838161074857610748610fe6565b0590505f82848161075b5761075b610fe6565b071215610766575f19015b92915050565b8183146107b4576040517fab8b67c600000000000000000000000000000000000000000000000000000000815260048101849052602481018390526044015b60405180910390fd5b8215806107d6575060026107c9600185611058565b6107d3919061106b565b81115b15610817576040517fb1aeb90f00000000000000000000000000000000000000000000000000000000815260048101849052602481018290526044016107ab565b505050565b5f5f86868481811061083057610830610ffa565b9050602002016020810190610845919061108a565b600f0b91505f85858581811061085d5761085d610ffa565b905060200201602081019061087291906110aa565b63ffffffff16905061088383610a8c565b6108bc576040517f66aace2c000000000000000000000000000000000000000000000000000000008152600481018590526024016107ab565b61fde88111156108fb576040517f73db5d58000000000000000000000000000000000000000000000000000000008152600481018590526024016107ab565b8062010000039150509550959350505050565b602083015160408401516201000082018412801590610931575062010000810384125b156109515760608501805185019052608085018051848603019052610a85565b6201000082038412156109875761012085018051600190810190915260a0860180518201905260c0860180519091019052610a85565b62010000810184126109bd5761014085018051600190810190915260e08601805182019052610100860180519091019052610a85565b8184136109e35760c0850180516001019052818412156109e35760a08501805160010190525b808412610a0a5761010085018051600101905280841315610a0a5760e08501805160010190525b610a15848383610cdc565b60608601805190910190526101c0850151610160860180516001810190915281519585900395869291908110610a4d57610a4d610ffa565b602002602001018181525050846101800151841215610a6f5761018085018490525b846101a00151841315610a85576101a085018490525b5050505050565b5f81610aa56d4000000000000000000000000000611022565b1280156107665750506d40000000000000000000000000001390565b5f5f610adc8485602001518661012001518660010103610d01565b90505f610afc858660400151868861014001518961016001510103610d01565b90505f818301850282876101400151028488610120015102886080015101010390505f5f90505b866101600151811015610b6557610b59876101c001518281518110610b4a57610b4a610ffa565b60200260200101518585610cdc565b90910190600101610b23565b505f1395945050505050565b82515b60018382031115610cd6575f8460028584010481518110610b9757610b97610ffa565b602090810291909101015190508380835b80821015610ca4575f888381518110610bc357610bc3610ffa565b6020026020010151905084811215610c3d57888481518110610be757610be7610ffa565b6020026020010151898480600101955081518110610c0757610c07610ffa565b60200260200101818152505080898580600101965081518110610c2c57610c2c610ffa565b602002602001018181525050610c9e565b84811315610c975788826001900392508281518110610c5e57610c5e610ffa565b6020026020010151898481518110610c7857610c78610ffa565b60200260200101818152505080898381518110610c2c57610c2c610ffa565b8260010192505b50610ba8565b82861015610cb457829450610ccd565b808610610cc357809650610ccd565b5050505050505050565b50505050610b74565b50505050565b5f828412610cf757818413610cf15783610cf9565b81610cf9565b825b949350505050565b6101808301517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00008301905f19840190821215610d405784610180015191505b846101a00151811315610d5557506101a08401515b6101c08501516101608601515b82841215610dc85783830160011d5f805b83811015610daa5782858281518110610d8e57610d8e610ffa565b602002602001015113610da2578160010191505b600101610d73565b50868110610dba57819450610dc1565b8160010195505b5050610d62565b5050509392505050565b5f5f83601f840112610de2575f5ffd5b50813567ffffffffffffffff811115610df9575f5ffd5b6020830191508360208260051b8501011115610e13575f5ffd5b9250929050565b5f5f5f5f5f60608688031215610e2e575f5ffd5b853567ffffffffffffffff811115610e44575f5ffd5b610e5088828901610dd2565b909650945050602086013567ffffffffffffffff811115610e6f575f5ffd5b610e7b88828901610dd2565b96999598509660400135949350505050565b8035600f81900b8114610e9e575f5ffd5b919050565b5f5f5f5f5f5f5f5f60c0898b031215610eba575f5ffd5b883567ffffffffffffffff811115610ed0575f5ffd5b610edc8b828c01610dd2565b909950975050602089013567ffffffffffffffff811115610efb575f5ffd5b610f078b828c01610dd2565b90975095505060408901359350610f2060608a01610e8d565b9250610f2e60808a01610e8d565b9150610f3c60a08a01610e8d565b90509295985092959890939650565b5f5f5f5f5f5f60808789031215610f60575f5ffd5b863567ffffffffffffffff811115610f76575f5ffd5b610f8289828a01610dd2565b909750955050602087013567ffffffffffffffff811115610fa1575f5ffd5b610fad89828a01610dd2565b90955093505060408701359150610fc660608801610e8d565b90509295509295509295565b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52601260045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b5f7f800000000000000000000000000000000000000000000000000000000000000082036110525761105261100e565b505f0390565b818103818111156107665761076661100e565b5f8261108557634e487b7160e01b5f52601260045260245ffd5b500490565b5f6020828403121561109a575f5ffd5b6110a382610e8d565b9392505050565b5f602082840312156110ba575f5ffd5b813563ffffffff811681146110a3575f5ffd",
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
