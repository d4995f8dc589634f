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

// EcdsaQuorumMetaData contains all meta data concerning the EcdsaQuorum contract.
var EcdsaQuorumMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"setId_\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_KEYS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"epoch\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"initialise\",\"inputs\":[{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"threshold_\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"payee_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"possessions\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"operators\",\"inputs\":[],\"outputs\":[{\"name\":\"raw\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"payee\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"rotate\",\"inputs\":[{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"threshold_\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"payee_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"possessions\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setId\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"size\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"threshold\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"verify\",\"inputs\":[{\"name\":\"digest\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch_\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"SetChanged\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"payee\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"keys\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyInitialised\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadKeyCount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadKeyOrder\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPayee\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPossession\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadProofLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadThreshold\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"KeysNotStored\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheSet\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TooFewSigners\",\"inputs\":[{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Uninitialised\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownSigner\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongEpoch\",\"inputs\":[{\"name\":\"serving\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"given\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}]",
	ID:  "EcdsaQuorum",
	Bin: "0x610120604052348015610010575f5ffd5b5060405161137a38038061137a83398101604081905261002f9161006b565b61010052607e60e052604060c052601460a0527f6cb7afe2b3eced0c9d0bc15954bea91f2c57097423cb636af7e1112ff91af707608052610082565b5f6020828403121561007b575f5ffd5b5051919050565b60805160a05160c05160e051610100516112a06100da5f395f818160c2015281816101e701526104a801525f61063c01525f61069c01525f81816105550152818161060b015261066901525f61020801526112a05ff3fe608060405234801561000f575f5ffd5b50600436106100b9575f3560e01c8063ad82d72811610072578063b0013c4711610058578063b0013c471461017c578063c470db1c1461018f578063e673df8a14610197575f5ffd5b8063ad82d7281461013e578063ae90b21314610151575f5ffd5b806342cde4e8116100a257806342cde4e81461010c578063900cf0cf1461011a578063949d225d14610134575f5ffd5b8063087e926c146100bd57806317ab89db146100f7575b5f5ffd5b6100e47f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020015b60405180910390f35b61010a610105366004610e76565b6101ac565b005b5f5460c01c61ffff166100e4565b5f5460a01c60405163ffffffff90911681526020016100ee565b5f5460d01c6100e4565b61010a61014c366004610eff565b6102d5565b600154610164906001600160a01b031681565b6040516001600160a01b0390911681526020016100ee565b61010a61018a366004610f5f565b610468565b6100e4607e81565b61019f610551565b6040516100ee9190611017565b5f54156101e5576040517f3c3282e700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b7f00000000000000000000000000000000000000000000000000000000000000007f00000000000000000000000000000000000000000000000000000000000000008585898960405161023992919061104c565b6040519081900381206102709493929160200193845260208401929092526001600160a01b03166040830152606082015260800190565b60405160208183030381529060405280519060200120146102bd576040517fc6076bfe00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6102cd6001878787878787610605565b505050505050565b6020811015610310576040517fc82db07400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61031b828461105b565b90505f806103298684610871565b925050915060408161033b919061108c565b6103469060206110a3565b841461037e576040517fc82db07400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f607e9050604051608081018982525f81528460d01c601402600160ac8401873c6020880160a083015f5b88156104175760018916156104045760208301358060ff1c601b016020870152833560408701528060011b60011c60608701525060208460808760015afa50815184511860601b156103fd57809550610417565b6040830192505b600198891c9860149290920191016103a9565b5050505050607e811461045e576040517fa1c97319000000000000000000000000000000000000000000000000000000008152600481018290526024015b60405180910390fd5b5050505050505050565b5f805460a01c9061048063ffffffff831660016110a3565b90506105367f716c77636f5c24111556ca927b0c0f1f817f902201dfc18cadd36837370fa3fb7f0000000000000000000000000000000000000000000000000000000000000000838b8b8f8f6040516104da92919061104c565b604080519182900382206020830197909752810194909452606084019290925260808301526001600160a01b031660a082015260c081019190915260e001604051602081830303815290604052805190602001208386866102d5565b610545818b8b8b8b8b8b610605565b50505050505050505050565b60607f000000000000000000000000000000000000000000000000000000000000000061057f5f5460d01c90565b610589919061108c565b67ffffffffffffffff8111156105a1576105a16110b6565b6040519080825280601f01601f1916602001820160405280156105cb576020820181803683370190505b505f80549192508190036105dd575090565b5f8251826001600160a01b03163b6105f591906110ca565b905082518160208501843c505090565b5f6106307f0000000000000000000000000000000000000000000000000000000000000000876110f1565b905080158061065e57507f000000000000000000000000000000000000000000000000000000000000000081115b80610691575061068e7f000000000000000000000000000000000000000000000000000000000000000087611104565b15155b806106c557506106c17f00000000000000000000000000000000000000000000000000000000000000008261108c565b8214155b156106fc576040517f8bbc2f6c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61070781600261108c565b61071286600361108c565b11158061071e57508085115b15610755576040517fb891a4fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b038416610795576040517fcaa44c1a00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6107a28888888686610a28565b5f6107ad8888610c42565b90506107b881610c8c565b6001600160a01b0390811660a08b901b77ffffffff00000000000000000000000000000000000000001660c089901b60d086901b1717175f55600180547fffffffffffffffffffffffff00000000000000000000000000000000000000001691871691909117905560405163ffffffff8a16907f6257da4eaa0bac37b752ecaa633bffb6c9c493fa72ac85b2099dc394bfebb69c9061085e90899089908d908d90611117565b60405180910390a2505050505050505050565b5f5f5f5f5492508463ffffffff1660a084901c63ffffffff16141580610895575082155b1561091957825f036108d3576040517fcffb2a1d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517f6112d25300000000000000000000000000000000000000000000000000000000815263ffffffff60a085901c8116600483015286166024820152604401610455565b61092b600160d085901c81901b6110ca565b915081841115610967576040517f5e4b9f7500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600184901c6f55555555555555555555555555555555168403600281901c6f33333333333333333333333333333333908116911601600481901c016f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f166f010101010101010101010101010101010260781c60ff16905060c083901c61ffff16811015610a21576040517fcd2ce46f0000000000000000000000000000000000000000000000000000000081526004810182905261ffff60c085901c166024820152604401610455565b9250925092565b5f805b84610a3760148361108c565b1015610c39575f8686610a4b60148561108c565b906014610a598660016110a3565b610a63919061108c565b92610a709392919061115c565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f920182905250939450610ab192508491506111839050565b60601c90506001600160a01b0384168111610af8576040517fdbaaecb200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b9250825f8686610b0960408761108c565b610b1492829061115c565b610b1d9161105b565b90505f8787610b2d60408861108c565b610b389060206110a3565b610b4392829061115c565b610b4c9161105b565b90505f610bd1610bca868e8151602092830120604080517fd544e3c3585ec7b0142d8d9904ca4516309e4782bbac94d9b50eb44289867f9781860152468183015230606082015233608082015263ffffffff9390931660a084015260c0808401929092528051808403909201825260e0909201909152805191012090565b8484610d03565b50509050836001600160a01b0316816001600160a01b031614610c23576040517fbe53388200000000000000000000000000000000000000000000000000000000815260048101879052602401610455565b505050505080610c32906111c9565b9050610a2b565b50505050505050565b6040805160018082528183019092526060916020820181803683375050604051610c74929150859085906020016111f8565b60405160208183030381529060405290505b92915050565b5f5f825183604051602001610ca2929190611216565b60405160208183030381529060405290508051602082015ff091506001600160a01b038216610cfd576040517f6da7ef6300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50919050565b5f80807f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8416601b60ff86901c01610d3d88828985610d4e565b945094509450505093509350939050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115610d8757505f91506003905082610e0c565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015610dd8573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b038116610e0357505f925060019150829050610e0c565b92505f91508190505b9450945094915050565b5f5f83601f840112610e26575f5ffd5b50813567ffffffffffffffff811115610e3d575f5ffd5b602083019150836020828501011115610e54575f5ffd5b9250929050565b80356001600160a01b0381168114610e71575f5ffd5b919050565b5f5f5f5f5f5f60808789031215610e8b575f5ffd5b863567ffffffffffffffff811115610ea1575f5ffd5b610ead89828a01610e16565b90975095505060208701359350610ec660408801610e5b565b9250606087013567ffffffffffffffff811115610ee1575f5ffd5b610eed89828a01610e16565b979a9699509497509295939492505050565b5f5f5f5f60608587031215610f12575f5ffd5b84359350602085013563ffffffff81168114610f2c575f5ffd5b9250604085013567ffffffffffffffff811115610f47575f5ffd5b610f5387828801610e16565b95989497509550505050565b5f5f5f5f5f5f5f5f60a0898b031215610f76575f5ffd5b883567ffffffffffffffff811115610f8c575f5ffd5b610f988b828c01610e16565b90995097505060208901359550610fb160408a01610e5b565b9450606089013567ffffffffffffffff811115610fcc575f5ffd5b610fd88b828c01610e16565b909550935050608089013567ffffffffffffffff811115610ff7575f5ffd5b6110038b828c01610e16565b999c989b5096995094979396929594505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b818382375f9101908152919050565b80356020831015610c86575f19602084900360031b1b1692915050565b634e487b7160e01b5f52601160045260245ffd5b8082028115828204841417610c8657610c86611078565b80820180821115610c8657610c86611078565b634e487b7160e01b5f52604160045260245ffd5b81810381811115610c8657610c86611078565b634e487b7160e01b5f52601260045260245ffd5b5f826110ff576110ff6110dd565b500490565b5f82611112576111126110dd565b500690565b8481526001600160a01b038416602082015260606040820152816060820152818360808301375f818301608090810191909152601f909201601f191601019392505050565b5f5f8585111561116a575f5ffd5b83861115611176575f5ffd5b5050820193919092039150565b805160208201516bffffffffffffffffffffffff198116919060148210156111c2576bffffffffffffffffffffffff19808360140360031b1b82161692505b5050919050565b5f600182016111da576111da611078565b5060010190565b5f81518060208401855e5f93019283525090919050565b5f61120382866111e1565b838582375f930192835250909392505050565b7f610000000000000000000000000000000000000000000000000000000000000081527fffff0000000000000000000000000000000000000000000000000000000000008360f01b1660018201527f80600a5f395ff30000000000000000000000000000000000000000000000000060038201525f611298600a8301846111e1565b94935050505056",
}

// EcdsaQuorum is an auto generated Go binding around an Ethereum contract.
type EcdsaQuorum struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EcdsaQuorum) GetABI() abi.ABI {
	return c.abi
}

// NewEcdsaQuorum creates a new instance of EcdsaQuorum.
func NewEcdsaQuorum() *EcdsaQuorum {
	parsed, err := EcdsaQuorumMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EcdsaQuorum{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EcdsaQuorum) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(bytes32 setId_) returns()
func (ecdsaQuorum *EcdsaQuorum) PackConstructor(setId_ [32]byte) []byte {
	enc, err := ecdsaQuorum.abi.Pack("", setId_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXKEYS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc470db1c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_KEYS() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) PackMAXKEYS() []byte {
	enc, err := ecdsaQuorum.abi.Pack("MAX_KEYS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXKEYS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc470db1c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_KEYS() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) TryPackMAXKEYS() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("MAX_KEYS")
}

// UnpackMAXKEYS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc470db1c.
//
// Solidity: function MAX_KEYS() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) UnpackMAXKEYS(data []byte) (*big.Int, error) {
	out, err := ecdsaQuorum.abi.Unpack("MAX_KEYS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x900cf0cf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function epoch() view returns(uint32)
func (ecdsaQuorum *EcdsaQuorum) PackEpoch() []byte {
	enc, err := ecdsaQuorum.abi.Pack("epoch")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x900cf0cf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function epoch() view returns(uint32)
func (ecdsaQuorum *EcdsaQuorum) TryPackEpoch() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("epoch")
}

// UnpackEpoch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x900cf0cf.
//
// Solidity: function epoch() view returns(uint32)
func (ecdsaQuorum *EcdsaQuorum) UnpackEpoch(data []byte) (uint32, error) {
	out, err := ecdsaQuorum.abi.Unpack("epoch", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackInitialise is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x17ab89db.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialise(bytes keys, uint256 threshold_, address payee_, bytes possessions) returns()
func (ecdsaQuorum *EcdsaQuorum) PackInitialise(keys []byte, threshold *big.Int, payee common.Address, possessions []byte) []byte {
	enc, err := ecdsaQuorum.abi.Pack("initialise", keys, threshold, payee, possessions)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialise is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x17ab89db.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialise(bytes keys, uint256 threshold_, address payee_, bytes possessions) returns()
func (ecdsaQuorum *EcdsaQuorum) TryPackInitialise(keys []byte, threshold *big.Int, payee common.Address, possessions []byte) ([]byte, error) {
	return ecdsaQuorum.abi.Pack("initialise", keys, threshold, payee, possessions)
}

// PackOperators is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe673df8a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operators() view returns(bytes raw)
func (ecdsaQuorum *EcdsaQuorum) PackOperators() []byte {
	enc, err := ecdsaQuorum.abi.Pack("operators")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperators is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe673df8a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operators() view returns(bytes raw)
func (ecdsaQuorum *EcdsaQuorum) TryPackOperators() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("operators")
}

// UnpackOperators is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe673df8a.
//
// Solidity: function operators() view returns(bytes raw)
func (ecdsaQuorum *EcdsaQuorum) UnpackOperators(data []byte) ([]byte, error) {
	out, err := ecdsaQuorum.abi.Unpack("operators", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackPayee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae90b213.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payee() view returns(address)
func (ecdsaQuorum *EcdsaQuorum) PackPayee() []byte {
	enc, err := ecdsaQuorum.abi.Pack("payee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae90b213.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payee() view returns(address)
func (ecdsaQuorum *EcdsaQuorum) TryPackPayee() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("payee")
}

// UnpackPayee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xae90b213.
//
// Solidity: function payee() view returns(address)
func (ecdsaQuorum *EcdsaQuorum) UnpackPayee(data []byte) (common.Address, error) {
	out, err := ecdsaQuorum.abi.Unpack("payee", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRotate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb0013c47.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rotate(bytes keys, uint256 threshold_, address payee_, bytes possessions, bytes proof) returns()
func (ecdsaQuorum *EcdsaQuorum) PackRotate(keys []byte, threshold *big.Int, payee common.Address, possessions []byte, proof []byte) []byte {
	enc, err := ecdsaQuorum.abi.Pack("rotate", keys, threshold, payee, possessions, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRotate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb0013c47.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rotate(bytes keys, uint256 threshold_, address payee_, bytes possessions, bytes proof) returns()
func (ecdsaQuorum *EcdsaQuorum) TryPackRotate(keys []byte, threshold *big.Int, payee common.Address, possessions []byte, proof []byte) ([]byte, error) {
	return ecdsaQuorum.abi.Pack("rotate", keys, threshold, payee, possessions, proof)
}

// PackSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087e926c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setId() view returns(bytes32)
func (ecdsaQuorum *EcdsaQuorum) PackSetId() []byte {
	enc, err := ecdsaQuorum.abi.Pack("setId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087e926c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setId() view returns(bytes32)
func (ecdsaQuorum *EcdsaQuorum) TryPackSetId() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("setId")
}

// UnpackSetId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x087e926c.
//
// Solidity: function setId() view returns(bytes32)
func (ecdsaQuorum *EcdsaQuorum) UnpackSetId(data []byte) ([32]byte, error) {
	out, err := ecdsaQuorum.abi.Unpack("setId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x949d225d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function size() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) PackSize() []byte {
	enc, err := ecdsaQuorum.abi.Pack("size")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x949d225d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function size() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) TryPackSize() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("size")
}

// UnpackSize is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x949d225d.
//
// Solidity: function size() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) UnpackSize(data []byte) (*big.Int, error) {
	out, err := ecdsaQuorum.abi.Unpack("size", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackThreshold is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42cde4e8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function threshold() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) PackThreshold() []byte {
	enc, err := ecdsaQuorum.abi.Pack("threshold")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackThreshold is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42cde4e8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function threshold() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) TryPackThreshold() ([]byte, error) {
	return ecdsaQuorum.abi.Pack("threshold")
}

// UnpackThreshold is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x42cde4e8.
//
// Solidity: function threshold() view returns(uint256)
func (ecdsaQuorum *EcdsaQuorum) UnpackThreshold(data []byte) (*big.Int, error) {
	out, err := ecdsaQuorum.abi.Unpack("threshold", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackVerify is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad82d728.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verify(bytes32 digest, uint32 epoch_, bytes proof) view returns()
func (ecdsaQuorum *EcdsaQuorum) PackVerify(digest [32]byte, epoch uint32, proof []byte) []byte {
	enc, err := ecdsaQuorum.abi.Pack("verify", digest, epoch, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerify is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad82d728.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verify(bytes32 digest, uint32 epoch_, bytes proof) view returns()
func (ecdsaQuorum *EcdsaQuorum) TryPackVerify(digest [32]byte, epoch uint32, proof []byte) ([]byte, error) {
	return ecdsaQuorum.abi.Pack("verify", digest, epoch, proof)
}

// EcdsaQuorumSetChanged represents a SetChanged event raised by the EcdsaQuorum contract.
type EcdsaQuorumSetChanged struct {
	Epoch     uint32
	Threshold *big.Int
	Payee     common.Address
	Keys      []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const EcdsaQuorumSetChangedEventName = "SetChanged"

// ContractEventName returns the user-defined event name.
func (EcdsaQuorumSetChanged) ContractEventName() string {
	return EcdsaQuorumSetChangedEventName
}

// UnpackSetChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SetChanged(uint32 indexed epoch, uint256 threshold, address payee, bytes keys)
func (ecdsaQuorum *EcdsaQuorum) UnpackSetChangedEvent(log *types.Log) (*EcdsaQuorumSetChanged, error) {
	event := "SetChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ecdsaQuorum.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EcdsaQuorumSetChanged)
	if len(log.Data) > 0 {
		if err := ecdsaQuorum.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ecdsaQuorum.abi.Events[event].Inputs {
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
func (ecdsaQuorum *EcdsaQuorum) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["AlreadyInitialised"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackAlreadyInitialisedError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadKeyCount"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadKeyCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadKeyOrder"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadKeyOrderError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadPayee"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadPayeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadPossession"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadPossessionError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadProofLength"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadProofLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["BadThreshold"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackBadThresholdError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["KeysNotStored"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackKeysNotStoredError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["NotTheSet"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackNotTheSetError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["TooFewSigners"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackTooFewSignersError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["Uninitialised"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackUninitialisedError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["UnknownSigner"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackUnknownSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], ecdsaQuorum.abi.Errors["WrongEpoch"].ID.Bytes()[:4]) {
		return ecdsaQuorum.UnpackWrongEpochError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EcdsaQuorumAlreadyInitialised represents a AlreadyInitialised error raised by the EcdsaQuorum contract.
type EcdsaQuorumAlreadyInitialised struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyInitialised()
func EcdsaQuorumAlreadyInitialisedErrorID() common.Hash {
	return common.HexToHash("0x3c3282e7caec78e7ab03a2f6e63ff4331bafe481af2d66352928e37b8722c8ff")
}

// UnpackAlreadyInitialisedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyInitialised()
func (ecdsaQuorum *EcdsaQuorum) UnpackAlreadyInitialisedError(raw []byte) (*EcdsaQuorumAlreadyInitialised, error) {
	out := new(EcdsaQuorumAlreadyInitialised)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "AlreadyInitialised", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadKeyCount represents a BadKeyCount error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadKeyCount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKeyCount()
func EcdsaQuorumBadKeyCountErrorID() common.Hash {
	return common.HexToHash("0x8bbc2f6cbddf2d8209c85e746d2bef89342cffd6e0db459a686293ec53d1dbfc")
}

// UnpackBadKeyCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKeyCount()
func (ecdsaQuorum *EcdsaQuorum) UnpackBadKeyCountError(raw []byte) (*EcdsaQuorumBadKeyCount, error) {
	out := new(EcdsaQuorumBadKeyCount)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadKeyCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadKeyOrder represents a BadKeyOrder error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadKeyOrder struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKeyOrder()
func EcdsaQuorumBadKeyOrderErrorID() common.Hash {
	return common.HexToHash("0xdbaaecb24343babe0cbc74994677e820312a9a04f81976236c58905807df146f")
}

// UnpackBadKeyOrderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKeyOrder()
func (ecdsaQuorum *EcdsaQuorum) UnpackBadKeyOrderError(raw []byte) (*EcdsaQuorumBadKeyOrder, error) {
	out := new(EcdsaQuorumBadKeyOrder)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadKeyOrder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadPayee represents a BadPayee error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadPayee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadPayee()
func EcdsaQuorumBadPayeeErrorID() common.Hash {
	return common.HexToHash("0xcaa44c1a9233a2c7008b5ecd965bed0ad04e8be3fc05fcfd914fb1490f5abfc2")
}

// UnpackBadPayeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadPayee()
func (ecdsaQuorum *EcdsaQuorum) UnpackBadPayeeError(raw []byte) (*EcdsaQuorumBadPayee, error) {
	out := new(EcdsaQuorumBadPayee)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadPayee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadPossession represents a BadPossession error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadPossession struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadPossession(uint256 index)
func EcdsaQuorumBadPossessionErrorID() common.Hash {
	return common.HexToHash("0xbe5338821cb248fc6cee32502399c48165622d37034235f83391f4e8065d0d78")
}

// UnpackBadPossessionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadPossession(uint256 index)
func (ecdsaQuorum *EcdsaQuorum) UnpackBadPossessionError(raw []byte) (*EcdsaQuorumBadPossession, error) {
	out := new(EcdsaQuorumBadPossession)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadPossession", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadProofLength represents a BadProofLength error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadProofLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadProofLength()
func EcdsaQuorumBadProofLengthErrorID() common.Hash {
	return common.HexToHash("0xc82db074482a96404b8c17412e3a4ae8671b5b6631e4169671c2148ae9c42cd8")
}

// UnpackBadProofLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadProofLength()
func (ecdsaQuorum *EcdsaQuorum) UnpackBadProofLengthError(raw []byte) (*EcdsaQuorumBadProofLength, error) {
	out := new(EcdsaQuorumBadProofLength)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadProofLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadSignature represents a BadSignature error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadSignature struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(uint256 index)
func EcdsaQuorumBadSignatureErrorID() common.Hash {
	return common.HexToHash("0xa1c973190ea39240abfd4da3039e0d94cea4d1e689acfee87f4e7dbabee0f307")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(uint256 index)
func (ecdsaQuorum *EcdsaQuorum) UnpackBadSignatureError(raw []byte) (*EcdsaQuorumBadSignature, error) {
	out := new(EcdsaQuorumBadSignature)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumBadThreshold represents a BadThreshold error raised by the EcdsaQuorum contract.
type EcdsaQuorumBadThreshold struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadThreshold()
func EcdsaQuorumBadThresholdErrorID() common.Hash {
	return common.HexToHash("0xb891a4fb872548340c3f7d2fe74504b6b050e4d38d80f39dcdc59d9b22b44b8f")
}

// UnpackBadThresholdError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadThreshold()
func (ecdsaQuorum *EcdsaQuorum) UnpackBadThresholdError(raw []byte) (*EcdsaQuorumBadThreshold, error) {
	out := new(EcdsaQuorumBadThreshold)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "BadThreshold", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumKeysNotStored represents a KeysNotStored error raised by the EcdsaQuorum contract.
type EcdsaQuorumKeysNotStored struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeysNotStored()
func EcdsaQuorumKeysNotStoredErrorID() common.Hash {
	return common.HexToHash("0x6da7ef63c2388a43d39e64755180ae9d3779c31f48e7b71636e7be95ee8a96e8")
}

// UnpackKeysNotStoredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeysNotStored()
func (ecdsaQuorum *EcdsaQuorum) UnpackKeysNotStoredError(raw []byte) (*EcdsaQuorumKeysNotStored, error) {
	out := new(EcdsaQuorumKeysNotStored)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "KeysNotStored", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumNotTheSet represents a NotTheSet error raised by the EcdsaQuorum contract.
type EcdsaQuorumNotTheSet struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTheSet()
func EcdsaQuorumNotTheSetErrorID() common.Hash {
	return common.HexToHash("0xc6076bfe96ea8fd022e07f4181586c6a175cbbdc55177bd2d9e67df6c07ed5f2")
}

// UnpackNotTheSetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTheSet()
func (ecdsaQuorum *EcdsaQuorum) UnpackNotTheSetError(raw []byte) (*EcdsaQuorumNotTheSet, error) {
	out := new(EcdsaQuorumNotTheSet)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "NotTheSet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumTooFewSigners represents a TooFewSigners error raised by the EcdsaQuorum contract.
type EcdsaQuorumTooFewSigners struct {
	Signers   *big.Int
	Threshold *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooFewSigners(uint256 signers, uint256 threshold)
func EcdsaQuorumTooFewSignersErrorID() common.Hash {
	return common.HexToHash("0xcd2ce46f165a166329af0af93ac44cae04c7d671499871ad15fa7ba75563db14")
}

// UnpackTooFewSignersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooFewSigners(uint256 signers, uint256 threshold)
func (ecdsaQuorum *EcdsaQuorum) UnpackTooFewSignersError(raw []byte) (*EcdsaQuorumTooFewSigners, error) {
	out := new(EcdsaQuorumTooFewSigners)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "TooFewSigners", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumUninitialised represents a Uninitialised error raised by the EcdsaQuorum contract.
type EcdsaQuorumUninitialised struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Uninitialised()
func EcdsaQuorumUninitialisedErrorID() common.Hash {
	return common.HexToHash("0xcffb2a1d60363664dfeee783158bd445c1d300aeacc8304246d578cbd344a4a5")
}

// UnpackUninitialisedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Uninitialised()
func (ecdsaQuorum *EcdsaQuorum) UnpackUninitialisedError(raw []byte) (*EcdsaQuorumUninitialised, error) {
	out := new(EcdsaQuorumUninitialised)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "Uninitialised", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumUnknownSigner represents a UnknownSigner error raised by the EcdsaQuorum contract.
type EcdsaQuorumUnknownSigner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownSigner()
func EcdsaQuorumUnknownSignerErrorID() common.Hash {
	return common.HexToHash("0x5e4b9f7573b83a11002563f0cf7a27fd7f90b02f4d4e480fff633e45373728bc")
}

// UnpackUnknownSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownSigner()
func (ecdsaQuorum *EcdsaQuorum) UnpackUnknownSignerError(raw []byte) (*EcdsaQuorumUnknownSigner, error) {
	out := new(EcdsaQuorumUnknownSigner)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "UnknownSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EcdsaQuorumWrongEpoch represents a WrongEpoch error raised by the EcdsaQuorum contract.
type EcdsaQuorumWrongEpoch struct {
	Serving uint32
	Given   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongEpoch(uint32 serving, uint32 given)
func EcdsaQuorumWrongEpochErrorID() common.Hash {
	return common.HexToHash("0x6112d2538b1799486a209770faf93444b9236ffa01c9143ca10ac4712d756b97")
}

// UnpackWrongEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongEpoch(uint32 serving, uint32 given)
func (ecdsaQuorum *EcdsaQuorum) UnpackWrongEpochError(raw []byte) (*EcdsaQuorumWrongEpoch, error) {
	out := new(EcdsaQuorumWrongEpoch)
	if err := ecdsaQuorum.abi.UnpackIntoInterface(out, "WrongEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}
