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

// BondGateBond is an auto generated low-level Go binding around an user-defined struct.
type BondGateBond struct {
	Standing  *big.Int
	Leaving   *big.Int
	PayableAt uint64
}

// BondGateMetaData contains all meta data concerning the BondGate contract.
var BondGateMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"bond_\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"delay_\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"admitted\",\"inputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"announce\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"bond\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"bondOf\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"depositor\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structBondGate.Bond\",\"components\":[{\"name\":\"standing\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"leaving\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"payableAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"covers\",\"inputs\":[{\"name\":\"hub\",\"type\":\"address\",\"internalType\":\"contractNashOracle\"},{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"delay\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"deposit\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"addresspayable\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"BondGateCreated\",\"inputs\":[{\"name\":\"bond\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"delay\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Deposited\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"depositor\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"standing\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"WithdrawalAnnounced\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"depositor\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"payableAt\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"depositor\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadTerms\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BondTooSmall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoBond\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotPayableYet\",\"inputs\":[{\"name\":\"payableAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"PaymentFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeCastOverflowedUintDowncast\",\"inputs\":[{\"name\":\"bits\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]",
	ID:  "BondGate",
	Bin: "0x60c060405234801561000f575f5ffd5b50604051610e55380380610e5583398101604081905261002e916100d6565b6001600160801b0382161580610048575063ffffffff8116155b8061005c57506301e133808163ffffffff16115b1561007a57604051638dc5992160e01b815260040160405180910390fd5b6001600160801b038216608081905263ffffffff821660a08190526040805192835260208301919091527fb7767d717d094eb7a66672ccbc09a2a9807bb3b5ed8c4c77097d2d198bc84ead910160405180910390a15050610121565b5f5f604083850312156100e7575f5ffd5b82516001600160801b03811681146100fd575f5ffd5b602084015190925063ffffffff81168114610116575f5ffd5b809150509250929050565b60805160a051610d006101555f395f818160f5015281816102d0015261054401525f818160af01526105e50152610d005ff3fe608060405260043610610079575f3560e01c8063b37df3441161004c578063b37df34414610179578063c349d6d8146101a8578063f340fa01146101fd578063f940e38514610210575f5ffd5b806318913e211461007d57806364c9ec6f1461009e5780636a42b8f8146100e4578063752fe0de14610117575b5f5ffd5b348015610088575f5ffd5b5061009c61009736600461092c565b61022f565b005b3480156100a9575f5ffd5b506100d17f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020015b60405180910390f35b3480156100ef575f5ffd5b506100d17f000000000000000000000000000000000000000000000000000000000000000081565b348015610122575f5ffd5b5061013661013136600461094e565b6103f2565b6040805182516fffffffffffffffffffffffffffffffff9081168252602080850151909116908201529181015167ffffffffffffffff16908201526060016100db565b348015610184575f5ffd5b50610198610193366004610985565b610486565b60405190151581526020016100db565b3480156101b3575f5ffd5b506101e16101c23660046109af565b6001600160a01b03165f90815260016020526040812054151592909150565b60408051921515835263ffffffff9091166020830152016100db565b61009c61020b36600461092c565b61056d565b34801561021b575f5ffd5b5061009c61022a36600461094e565b6106d6565b6001600160a01b0381165f908152602081815260408083203384529091528120805490916fffffffffffffffffffffffffffffffff909116908190036102a1576040517fdfc19f8e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f90815260016020526040812080549091906102c6906109ff565b909155505f6102f57f000000000000000000000000000000000000000000000000000000000000000042610a14565b83547fffffffffffffffffffffffffffffffff00000000000000000000000000000000168085559091508290849060109061035790849070010000000000000000000000000000000090046fffffffffffffffffffffffffffffffff16610a27565b82546101009290920a6fffffffffffffffffffffffffffffffff81810219909316918316021790915560018501805467ffffffffffffffff191667ffffffffffffffff851690811790915560408051928616835260208301919091523392506001600160a01b038716917ffe89c4e0384b54244dbb3d3c8a11bb81c1002c1fc0cd810e0acaab118c9b236f910160405180910390a350505050565b60408051606080820183525f80835260208084018290529284018190526001600160a01b038681168252818452848220908616825283528390208351918201845280546fffffffffffffffffffffffffffffffff8082168452700100000000000000000000000000000000909104169282019290925260019091015467ffffffffffffffff16918101919091525b92915050565b6040517f50d2e76b000000000000000000000000000000000000000000000000000000008152600481018290525f9081906001600160a01b038516906350d2e76b906024016102e060405180830381865afa1580156104e7573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061050b9190610b27565b9050806080015163ffffffff16816060015163ffffffff16826040015163ffffffff166105389190610a14565b6105429190610a14565b7f00000000000000000000000000000000000000000000000000000000000000001015949350505050565b6001600160a01b0381165f908152602081815260408083203384529091528120805490916fffffffffffffffffffffffffffffffff909116908190036105d7576001600160a01b0383165f90815260016020526040812080549091906105d290610ce8565b909155505b6105e13482610a14565b90507f000000000000000000000000000000000000000000000000000000000000000081108061060f575034155b15610646576040517f3388f4fc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61064f816108bc565b82547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff91909116178255604080513481526020810183905233916001600160a01b038616917ff5681f9d0db1b911ac18ee83d515a1cf1051853a9eae418316a2fdf7dea427c5910160405180910390a3505050565b6001600160a01b0382165f908152602081815260408083203384529091528120805490917001000000000000000000000000000000009091046fffffffffffffffffffffffffffffffff169081900361075b576040517fdfc19f8e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600182015467ffffffffffffffff164210156107ba5760018201546040517fbea2d50500000000000000000000000000000000000000000000000000000000815267ffffffffffffffff90911660048201526024015b60405180910390fd5b81546fffffffffffffffffffffffffffffffff16825560018201805467ffffffffffffffff19169055604080516001600160a01b038581168252602082018490523392908716917fa4195c37c2947bbe89165f03e320b6903116f0b10d8cfdb522330f7ce6f9fa24910160405180910390a35f836001600160a01b0316826040515f6040518083038185875af1925050503d805f8114610875576040519150601f19603f3d011682016040523d82523d5f602084013e61087a565b606091505b50509050806108b5576040517ff499da2000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5050505050565b5f6fffffffffffffffffffffffffffffffff821115610911576040517f6dfcc65000000000000000000000000000000000000000000000000000000000815260806004820152602481018390526044016107b1565b5090565b6001600160a01b0381168114610929575f5ffd5b50565b5f6020828403121561093c575f5ffd5b813561094781610915565b9392505050565b5f5f6040838503121561095f575f5ffd5b823561096a81610915565b9150602083013561097a81610915565b809150509250929050565b5f5f60408385031215610996575f5ffd5b82356109a181610915565b946020939093013593505050565b5f5f604083850312156109c0575f5ffd5b82359150602083013561097a81610915565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b5f81610a0d57610a0d6109d2565b505f190190565b80820180821115610480576104806109d2565b6fffffffffffffffffffffffffffffffff8181168382160190811115610480576104806109d2565b6040516102e0810167ffffffffffffffff81118282101715610a98577f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60405290565b8051610aa981610915565b919050565b805167ffffffffffffffff81168114610aa9575f5ffd5b805163ffffffff81168114610aa9575f5ffd5b805161ffff81168114610aa9575f5ffd5b805160ff81168114610aa9575f5ffd5b80518015158114610aa9575f5ffd5b80516fffffffffffffffffffffffffffffffff81168114610aa9575f5ffd5b5f6102e0828403128015610b39575f5ffd5b50610b42610a4f565b610b4b83610a9e565b8152610b5960208401610aae565b6020820152610b6a60408401610ac5565b6040820152610b7b60608401610ac5565b6060820152610b8c60808401610ac5565b6080820152610b9d60a08401610ac5565b60a0820152610bae60c08401610ac5565b60c0820152610bbf60e08401610ad8565b60e0820152610bd16101008401610ae9565b610100820152610be46101208401610ae9565b610120820152610bf76101408401610ad8565b610140820152610c0a6101608401610ac5565b610160820152610c1d6101808401610ac5565b610180820152610c306101a08401610a9e565b6101a0820152610c436101c08401610ac5565b6101c0820152610c566101e08401610ac5565b6101e0820152610c696102008401610ac5565b610200820152610c7c6102208401610a9e565b610220820152610c8f6102408401610ac5565b610240820152610ca26102608401610ac5565b610260820152610cb56102808401610af9565b610280820152610cc86102a08401610b08565b6102a0820152610cdb6102c08401610b08565b6102c08201529392505050565b5f60018201610cf957610cf96109d2565b506001019056",
}

// BondGate is an auto generated Go binding around an Ethereum contract.
type BondGate struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *BondGate) GetABI() abi.ABI {
	return c.abi
}

// NewBondGate creates a new instance of BondGate.
func NewBondGate() *BondGate {
	parsed, err := BondGateMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &BondGate{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *BondGate) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(uint128 bond_, uint32 delay_) returns()
func (bondGate *BondGate) PackConstructor(bond_ *big.Int, delay_ uint32) []byte {
	enc, err := bondGate.abi.Pack("", bond_, delay_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc349d6d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (bondGate *BondGate) PackAdmitted(arg0 [32]byte, agent common.Address) []byte {
	enc, err := bondGate.abi.Pack("admitted", arg0, agent)
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
func (bondGate *BondGate) TryPackAdmitted(arg0 [32]byte, agent common.Address) ([]byte, error) {
	return bondGate.abi.Pack("admitted", arg0, agent)
}

// BondGateAdmittedOutput serves as a container for the return parameters of contract
// method Admitted.
type BondGateAdmittedOutput struct {
	Arg0 bool
	Arg1 uint32
}

// UnpackAdmitted is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc349d6d8.
//
// Solidity: function admitted(bytes32 , address agent) view returns(bool, uint32)
func (bondGate *BondGate) UnpackAdmitted(data []byte) (BondGateAdmittedOutput, error) {
	out, err := bondGate.abi.Unpack("admitted", data)
	outstruct := new(BondGateAdmittedOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Arg0 = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Arg1 = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackAnnounce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18913e21.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function announce(address agent) returns()
func (bondGate *BondGate) PackAnnounce(agent common.Address) []byte {
	enc, err := bondGate.abi.Pack("announce", agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnnounce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18913e21.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function announce(address agent) returns()
func (bondGate *BondGate) TryPackAnnounce(agent common.Address) ([]byte, error) {
	return bondGate.abi.Pack("announce", agent)
}

// PackBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64c9ec6f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bond() view returns(uint256)
func (bondGate *BondGate) PackBond() []byte {
	enc, err := bondGate.abi.Pack("bond")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64c9ec6f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bond() view returns(uint256)
func (bondGate *BondGate) TryPackBond() ([]byte, error) {
	return bondGate.abi.Pack("bond")
}

// UnpackBond is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x64c9ec6f.
//
// Solidity: function bond() view returns(uint256)
func (bondGate *BondGate) UnpackBond(data []byte) (*big.Int, error) {
	out, err := bondGate.abi.Unpack("bond", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBondOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x752fe0de.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bondOf(address agent, address depositor) view returns((uint128,uint128,uint64))
func (bondGate *BondGate) PackBondOf(agent common.Address, depositor common.Address) []byte {
	enc, err := bondGate.abi.Pack("bondOf", agent, depositor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBondOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x752fe0de.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bondOf(address agent, address depositor) view returns((uint128,uint128,uint64))
func (bondGate *BondGate) TryPackBondOf(agent common.Address, depositor common.Address) ([]byte, error) {
	return bondGate.abi.Pack("bondOf", agent, depositor)
}

// UnpackBondOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x752fe0de.
//
// Solidity: function bondOf(address agent, address depositor) view returns((uint128,uint128,uint64))
func (bondGate *BondGate) UnpackBondOf(data []byte) (BondGateBond, error) {
	out, err := bondGate.abi.Unpack("bondOf", data)
	if err != nil {
		return *new(BondGateBond), err
	}
	out0 := *abi.ConvertType(out[0], new(BondGateBond)).(*BondGateBond)
	return out0, nil
}

// PackCovers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb37df344.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function covers(address hub, bytes32 task) view returns(bool)
func (bondGate *BondGate) PackCovers(hub common.Address, task [32]byte) []byte {
	enc, err := bondGate.abi.Pack("covers", hub, task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCovers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb37df344.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function covers(address hub, bytes32 task) view returns(bool)
func (bondGate *BondGate) TryPackCovers(hub common.Address, task [32]byte) ([]byte, error) {
	return bondGate.abi.Pack("covers", hub, task)
}

// UnpackCovers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb37df344.
//
// Solidity: function covers(address hub, bytes32 task) view returns(bool)
func (bondGate *BondGate) UnpackCovers(data []byte) (bool, error) {
	out, err := bondGate.abi.Unpack("covers", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a42b8f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function delay() view returns(uint256)
func (bondGate *BondGate) PackDelay() []byte {
	enc, err := bondGate.abi.Pack("delay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a42b8f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function delay() view returns(uint256)
func (bondGate *BondGate) TryPackDelay() ([]byte, error) {
	return bondGate.abi.Pack("delay")
}

// UnpackDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6a42b8f8.
//
// Solidity: function delay() view returns(uint256)
func (bondGate *BondGate) UnpackDelay(data []byte) (*big.Int, error) {
	out, err := bondGate.abi.Unpack("delay", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf340fa01.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(address agent) payable returns()
func (bondGate *BondGate) PackDeposit(agent common.Address) []byte {
	enc, err := bondGate.abi.Pack("deposit", agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf340fa01.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(address agent) payable returns()
func (bondGate *BondGate) TryPackDeposit(agent common.Address) ([]byte, error) {
	return bondGate.abi.Pack("deposit", agent)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf940e385.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address agent, address to) returns()
func (bondGate *BondGate) PackWithdraw(agent common.Address, to common.Address) []byte {
	enc, err := bondGate.abi.Pack("withdraw", agent, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf940e385.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address agent, address to) returns()
func (bondGate *BondGate) TryPackWithdraw(agent common.Address, to common.Address) ([]byte, error) {
	return bondGate.abi.Pack("withdraw", agent, to)
}

// BondGateBondGateCreated represents a BondGateCreated event raised by the BondGate contract.
type BondGateBondGateCreated struct {
	Bond  *big.Int
	Delay *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const BondGateBondGateCreatedEventName = "BondGateCreated"

// ContractEventName returns the user-defined event name.
func (BondGateBondGateCreated) ContractEventName() string {
	return BondGateBondGateCreatedEventName
}

// UnpackBondGateCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BondGateCreated(uint256 bond, uint256 delay)
func (bondGate *BondGate) UnpackBondGateCreatedEvent(log *types.Log) (*BondGateBondGateCreated, error) {
	event := "BondGateCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bondGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BondGateBondGateCreated)
	if len(log.Data) > 0 {
		if err := bondGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bondGate.abi.Events[event].Inputs {
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

// BondGateDeposited represents a Deposited event raised by the BondGate contract.
type BondGateDeposited struct {
	Agent     common.Address
	Depositor common.Address
	Amount    *big.Int
	Standing  *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const BondGateDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (BondGateDeposited) ContractEventName() string {
	return BondGateDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(address indexed agent, address indexed depositor, uint256 amount, uint256 standing)
func (bondGate *BondGate) UnpackDepositedEvent(log *types.Log) (*BondGateDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bondGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BondGateDeposited)
	if len(log.Data) > 0 {
		if err := bondGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bondGate.abi.Events[event].Inputs {
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

// BondGateWithdrawalAnnounced represents a WithdrawalAnnounced event raised by the BondGate contract.
type BondGateWithdrawalAnnounced struct {
	Agent     common.Address
	Depositor common.Address
	Amount    *big.Int
	PayableAt uint64
	Raw       *types.Log // Blockchain specific contextual infos
}

const BondGateWithdrawalAnnouncedEventName = "WithdrawalAnnounced"

// ContractEventName returns the user-defined event name.
func (BondGateWithdrawalAnnounced) ContractEventName() string {
	return BondGateWithdrawalAnnouncedEventName
}

// UnpackWithdrawalAnnouncedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawalAnnounced(address indexed agent, address indexed depositor, uint256 amount, uint64 payableAt)
func (bondGate *BondGate) UnpackWithdrawalAnnouncedEvent(log *types.Log) (*BondGateWithdrawalAnnounced, error) {
	event := "WithdrawalAnnounced"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bondGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BondGateWithdrawalAnnounced)
	if len(log.Data) > 0 {
		if err := bondGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bondGate.abi.Events[event].Inputs {
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

// BondGateWithdrawn represents a Withdrawn event raised by the BondGate contract.
type BondGateWithdrawn struct {
	Agent     common.Address
	Depositor common.Address
	To        common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const BondGateWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (BondGateWithdrawn) ContractEventName() string {
	return BondGateWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed agent, address indexed depositor, address to, uint256 amount)
func (bondGate *BondGate) UnpackWithdrawnEvent(log *types.Log) (*BondGateWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bondGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BondGateWithdrawn)
	if len(log.Data) > 0 {
		if err := bondGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bondGate.abi.Events[event].Inputs {
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
func (bondGate *BondGate) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], bondGate.abi.Errors["BadTerms"].ID.Bytes()[:4]) {
		return bondGate.UnpackBadTermsError(raw[4:])
	}
	if bytes.Equal(raw[:4], bondGate.abi.Errors["BondTooSmall"].ID.Bytes()[:4]) {
		return bondGate.UnpackBondTooSmallError(raw[4:])
	}
	if bytes.Equal(raw[:4], bondGate.abi.Errors["NoBond"].ID.Bytes()[:4]) {
		return bondGate.UnpackNoBondError(raw[4:])
	}
	if bytes.Equal(raw[:4], bondGate.abi.Errors["NotPayableYet"].ID.Bytes()[:4]) {
		return bondGate.UnpackNotPayableYetError(raw[4:])
	}
	if bytes.Equal(raw[:4], bondGate.abi.Errors["PaymentFailed"].ID.Bytes()[:4]) {
		return bondGate.UnpackPaymentFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], bondGate.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return bondGate.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// BondGateBadTerms represents a BadTerms error raised by the BondGate contract.
type BondGateBadTerms struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTerms()
func BondGateBadTermsErrorID() common.Hash {
	return common.HexToHash("0x8dc599212cab654299a2bf31d0baab479b0ef032e5276a7206a05bbb2910ec06")
}

// UnpackBadTermsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTerms()
func (bondGate *BondGate) UnpackBadTermsError(raw []byte) (*BondGateBadTerms, error) {
	out := new(BondGateBadTerms)
	if err := bondGate.abi.UnpackIntoInterface(out, "BadTerms", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BondGateBondTooSmall represents a BondTooSmall error raised by the BondGate contract.
type BondGateBondTooSmall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BondTooSmall()
func BondGateBondTooSmallErrorID() common.Hash {
	return common.HexToHash("0x3388f4fc59ceb6660f771498232d082b2ac3880289dab83c128aef8f12ee07f6")
}

// UnpackBondTooSmallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BondTooSmall()
func (bondGate *BondGate) UnpackBondTooSmallError(raw []byte) (*BondGateBondTooSmall, error) {
	out := new(BondGateBondTooSmall)
	if err := bondGate.abi.UnpackIntoInterface(out, "BondTooSmall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BondGateNoBond represents a NoBond error raised by the BondGate contract.
type BondGateNoBond struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoBond()
func BondGateNoBondErrorID() common.Hash {
	return common.HexToHash("0xdfc19f8e63567b608b131d96dd2af24465636efadcf089cec90fb355bd2933a3")
}

// UnpackNoBondError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoBond()
func (bondGate *BondGate) UnpackNoBondError(raw []byte) (*BondGateNoBond, error) {
	out := new(BondGateNoBond)
	if err := bondGate.abi.UnpackIntoInterface(out, "NoBond", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BondGateNotPayableYet represents a NotPayableYet error raised by the BondGate contract.
type BondGateNotPayableYet struct {
	PayableAt uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPayableYet(uint64 payableAt)
func BondGateNotPayableYetErrorID() common.Hash {
	return common.HexToHash("0xbea2d505bc05f6d463921d237f9f7cb9dd3ba22ee15acdafb0ffc70d6e7d9d51")
}

// UnpackNotPayableYetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPayableYet(uint64 payableAt)
func (bondGate *BondGate) UnpackNotPayableYetError(raw []byte) (*BondGateNotPayableYet, error) {
	out := new(BondGateNotPayableYet)
	if err := bondGate.abi.UnpackIntoInterface(out, "NotPayableYet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BondGatePaymentFailed represents a PaymentFailed error raised by the BondGate contract.
type BondGatePaymentFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PaymentFailed()
func BondGatePaymentFailedErrorID() common.Hash {
	return common.HexToHash("0xf499da2002a42cc0e682f3cac7e9b85f1bca52c33814755c09d207fd799b718c")
}

// UnpackPaymentFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PaymentFailed()
func (bondGate *BondGate) UnpackPaymentFailedError(raw []byte) (*BondGatePaymentFailed, error) {
	out := new(BondGatePaymentFailed)
	if err := bondGate.abi.UnpackIntoInterface(out, "PaymentFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BondGateSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the BondGate contract.
type BondGateSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func BondGateSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (bondGate *BondGate) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*BondGateSafeCastOverflowedUintDowncast, error) {
	out := new(BondGateSafeCastOverflowedUintDowncast)
	if err := bondGate.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}
