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

// NashOracleHead is an auto generated low-level Go binding around an user-defined struct.
type NashOracleHead struct {
	LastRound    uint32
	ValueRound   uint32
	Posted       uint32
	Participants *big.Int
	Exists       bool
	Narrow       bool
	Callback     bool
	Insufficient bool
	Cancelled    bool
	First        *big.Int
}

// NashOracleTaskInfo is an auto generated low-level Go binding around an user-defined struct.
type NashOracleTaskInfo struct {
	Creator       common.Address
	Start         uint64
	CommitSeconds uint32
	RevealDelay   uint32
	RevealSeconds uint32
	Period        uint32
	LastRound     uint32
	Dimension     uint16
	Width         uint8
	Decimals      uint8
	TrimBps       uint16
	Lambda        uint32
	MinAgents     uint32
	Gate          common.Address
	MaxAgents     uint32
	CallbackGas   uint32
	Claimed       uint32
	Consumer      common.Address
	InitialTrust  uint32
	MinTrust      uint32
	Expired       bool
	Bounty        *big.Int
	Funded        *big.Int
}

// NashOracleTaskParams is an auto generated low-level Go binding around an user-defined struct.
type NashOracleTaskParams struct {
	Solver        string
	Dimension     uint16
	Width         uint8
	TrimBps       uint16
	Lambda        uint32
	MinAgents     uint32
	MaxAgents     uint32
	InitialTrust  uint32
	MinTrust      uint32
	Start         uint64
	CommitSeconds uint32
	RevealDelay   uint32
	RevealSeconds uint32
	Period        uint32
	Gate          common.Address
	Consumer      common.Address
	CallbackGas   uint32
	Bounty        *big.Int
	Decimals      uint8
	Description   string
}

// NashOracleMetaData contains all meta data concerning the NashOracle contract.
var NashOracleMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"quorum_\",\"type\":\"address\",\"internalType\":\"contractIQuorumVerifier\"},{\"name\":\"registry_\",\"type\":\"address\",\"internalType\":\"contractAgentRegistry\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"CALLBACK_RESERVE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"GATE_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"GRACE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_CALLBACK_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"batchDigest\",\"inputs\":[{\"name\":\"payload\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"cancel\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"commit\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"commitment\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"createTask\",\"inputs\":[{\"name\":\"p\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.TaskParams\",\"components\":[{\"name\":\"solver\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"description\",\"type\":\"string\",\"internalType\":\"string\"}]}],\"outputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"expire\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fund\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"head\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"h\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.Head\",\"components\":[{\"name\":\"lastRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"valueRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"posted\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"participants\",\"type\":\"uint24\",\"internalType\":\"uint24\"},{\"name\":\"exists\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"narrow\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"callback\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"insufficient\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"cancelled\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"first\",\"type\":\"int128\",\"internalType\":\"int128\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"post\",\"inputs\":[{\"name\":\"payload\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"quorum\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIQuorumVerifier\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"read\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"value\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"updatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumNashOracle.Status\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractAgentRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"reveal\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"confidence\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"values\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"blinding\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setId\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"stop\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"taskCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"taskInfo\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.TaskInfo\",\"components\":[{\"name\":\"creator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lastRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"claimed\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"expired\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"funded\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"windows\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"commitFrom\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"revealFrom\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"BatchPosted\",\"inputs\":[{\"name\":\"digest\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"accepted\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"payload\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"BountyClaimed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"payee\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"rounds\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"CallbackDone\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"success\",\"type\":\"bool\",\"indexed\":false,\"internalType\":\"bool\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Committed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"group\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"commitment\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Revealed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"confidence\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"uint8\"},{\"name\":\"values\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"blinding\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskCancelled\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"refund\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskCreated\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"creator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"params\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structNashOracle.TaskParams\",\"components\":[{\"name\":\"solver\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"description\",\"type\":\"string\",\"internalType\":\"string\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskExpired\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"refund\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskFunded\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"from\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskStopped\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"lastRound\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadAgents\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadAnchor\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadConsumer\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadCount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadDimension\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadGate\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadLambda\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPeriod\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadShape\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadStart\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadText\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadTrim\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadTrust\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadValueWidth\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadVersion\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadWidth\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadWindows\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientGasForCallback\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoBounty\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoSuchRound\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAdmitted\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotOver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheCreator\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheSender\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingNew\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToClaim\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToStop\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OutsideWindow\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"PaymentFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Reentered\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Started\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TaskOver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TrailingBytes\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Truncated\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Unfunded\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownFlags\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownTask\",\"inputs\":[]}]",
	ID:  "NashOracle",
	Bin: "0x60e060405234801561000f575f5ffd5b5060405161465338038061465383398101604081905261002e916100c3565b6001600160a01b03808316608081905290821660a0526040805163021fa49b60e21b8152905163087e926c916004808201926020929091908290030181865afa15801561007d573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100a191906100fb565b60c052506101129050565b6001600160a01b03811681146100c0575f5ffd5b50565b5f5f604083850312156100d4575f5ffd5b82516100df816100ac565b60208401519092506100f0816100ac565b809150509250929050565b5f6020828403121561010b575f5ffd5b5051919050565b60805160a05160c0516144ed6101665f395f8181610182015281816116fc0152612c9701525f8181610341015281816106b7015261185101525f81816101ff01528181610fe80152612cb901526144ed5ff3fe60806040526004361061016d575f3560e01c806372efd405116100c6578063bf14c1191161007c578063e837221d11610057578063e837221d146103fc578063f339e3b21461044f578063f37399c31461047b575f5ffd5b8063bf14c119146103ab578063c4d252f5146103be578063c6441798146103dd575f5ffd5b8063b6cb58a5116100ac578063b6cb58a514610363578063bd66528a14610377578063bea9216d14610396575f5ffd5b806372efd405146103115780637b10399914610330575f5ffd5b806330c5b5101161012657806361da14391161010157806361da1439146102ad57806363c4f031146102dc5780636d9809a0146102fb575f5ffd5b806330c5b5101461025857806350d2e76b1461026b578063570f100b14610297575f5ffd5b8063137d29d911610156578063137d29d9146101d85780631703a018146101ee578063184b8ea414610239575f5ffd5b8063087e926c14610171578063113bccb9146101b7575b5f5ffd5b34801561017c575f5ffd5b506101a47f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020015b60405180910390f35b3480156101c2575f5ffd5b506101d66101d1366004613794565b61049a565b005b3480156101e3575f5ffd5b506101a462093a8081565b3480156101f9575f5ffd5b506102217f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101ae565b348015610244575f5ffd5b506101d6610253366004613870565b610561565b6101a46102663660046138f4565b6107a1565b348015610276575f5ffd5b5061028a61028536600461392c565b6109a8565b6040516101ae9190613943565b3480156102a2575f5ffd5b506101a4620186a081565b3480156102b8575f5ffd5b506102cc6102c736600461392c565b610c24565b6040516101ae9493929190613b8b565b3480156102e7575f5ffd5b506101d66102f636600461392c565b610d11565b348015610306575f5ffd5b506101a4624c4b4081565b34801561031c575f5ffd5b506101d661032b366004613c0f565b610e83565b34801561033b575f5ffd5b506102217f000000000000000000000000000000000000000000000000000000000000000081565b34801561036e575f5ffd5b506101a45f5481565b348015610382575f5ffd5b506101d661039136600461392c565b610f22565b3480156103a1575f5ffd5b506101a4614e2081565b6101d66103b936600461392c565b6110c7565b3480156103c9575f5ffd5b506101d66103d836600461392c565b6111eb565b3480156103e8575f5ffd5b506101d66103f736600461392c565b611368565b348015610407575f5ffd5b5061041b610416366004613c7b565b61152c565b6040805167ffffffffffffffff958616815293851660208501529184169183019190915290911660608201526080016101ae565b34801561045a575f5ffd5b5061046e61046936600461392c565b6115c1565b6040516101ae9190613ca5565b348015610486575f5ffd5b506101a4610495366004613d77565b6116d6565b6030851415806104ab575060708314155b806104b7575060608114155b156104ee576040517f5aed9cff00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6104fa8a8a8a611782565b9050876001600160a01b03168967ffffffffffffffff168b7ffa912181c26d5bacf539193f68969fe316dd0da1f25a4326a22e04c780b6ddb5848b8b8b8b8b8b60405161054d9796959493929190613ddf565b60405180910390a450505050505050505050565b5f61056b886119b3565b90505f610582828967ffffffffffffffff16611a0a565b600183015483549192505f9163ffffffff918216916105a991600160e01b90041684613e48565b6105b39190613e48565b9050804210806105df575060018301546105db90640100000000900463ffffffff1682613e48565b4210155b15610616576040517fcce12cb600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600183015461063190600160801b900461ffff166010613e5b565b8514610669576040517f5aed9cff00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517fd85028320000000000000000000000000000000000000000000000000000000081526001600160a01b03898116600483015233602483015267ffffffffffffffff841660448301527f0000000000000000000000000000000000000000000000000000000000000000169063d850283290606401602060405180830381865afa1580156106fc573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906107209190613e72565b610756576040517f873dd93300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b876001600160a01b03168967ffffffffffffffff168b7fdde80e08bb7235534795a6f47f1eedd77df9cd21283fd1415479cddfcdf3a78c8a8a8a8a60405161054d9493929190613e91565b5f806107b561014084016101208501613ebe565b67ffffffffffffffff16156107db576107d661014084016101208501613ebe565b6107dd565b425b90506107e98382611ab0565b3415801590610810575061080561024084016102208501613eed565b6001600160801b0316155b15610847576040517fde151d9900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f5f815461085590613f06565b918290555092508290505f61087261020086016101e08701613f1e565b6001600160a01b031603610886575f610899565b7004000000000000000000000000000000005b6108a96060860160408701613f39565b60ff166008146108b9575f6108cc565b7002000000000000000000000000000000005b600160801b171760018264010000000081106108ea576108ea613f52565b01555f81815264010000000260205260409020610908908584612056565b5f61091285614053565b67ffffffffffffffff8416610120820152604051909150339085907fc96673d35f653ec55537cb15b1d5c2ffdc4cc0d996afda1f5521cab797c57f049061095a90859061423a565b60405180910390a334156109a057604051348152339085907f445261f2d48e762c283603166fc492190fa0fe097281e8169f243b94077aafcf9060200160405180910390a35b505050919050565b604080516102e0810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052610160810182905261018081018290526101a081018290526101c081018290526101e08101829052610200810182905261022081018290526102408101829052610260810182905261028081018290526102a081018290526102c0810191909152610a69826119b3565b604080516102e08101825282546001600160a01b03808216835267ffffffffffffffff600160a01b80840491909116602085015263ffffffff600160e01b9384900481169585019590955260018601548086166060860152640100000000810486166080860152680100000000000000008104861660a0860152600160601b8104861660c086015261ffff600160801b808304821660e088015260ff72010000000000000000000000000000000000008404811661010089015273010000000000000000000000000000000000000084048116610120890152848404909216610140880152760100000000000000000000000000000000000000000000830488166101608801527a010000000000000000000000000000000000000000000000000000909204871661018087015260028801548085166101a088015283810488166101c0880152600160c01b80820489166101e0890152908690048816610200880152600389015494851661022088015292840487166102408701529183049095166102608501529190041615156102808201526004909201546001600160801b038082166102a0850152919004166102c082015292915050565b60605f5f5f5f610c33866126b1565b9050805f03610c4b57505f9250829150819050610d0a565b5f8681526401000000026020526040902063ffffffff60c083901c1694508415610ca657610c83818667ffffffffffffffff166126e2565b6001820154909450610ca39088908490600160801b900461ffff1661276a565b95505b701000000000000000000000000000000000821615610cc85760049250610d07565b700800000000000000000000000000000000821615610cea5760039250610d07565b67ffffffffffffffff851615610d01576002610d04565b60015b92505b50505b9193509193565b5f610d1b826119b3565b80549091506001600160a01b03163314610d61576040517fc47d06aa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001810154600160601b900463ffffffff90811614610dac576040517f578e4cc100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8054600190600160a01b900467ffffffffffffffff16421115610e1657600182015482546801000000000000000090910463ffffffff1690610dff90600160a01b900467ffffffffffffffff16426143e3565b610e09919061440a565b610e139082613e48565b90505b6001820180546fffffffff0000000000000000000000001916600160601b63ffffffff84160217905560405167ffffffffffffffff8216815283907fb05a1689e07c0796b7465cfbdf68ff70848fa66bd21bde0d2559ad2d7f9caa239060200160405180910390a2505050565b60ff5f5c1615610ebf576040517fb5dfd9e500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f610ecb86866128de565b90925090508535600d870135610eef67ffffffffffffffff609884901c1682612baa565b610f078888888860d887901c63ffffffff1689612c81565b8215610f1857610f18888885612dce565b5050505050505050565b5f610f2c826119b3565b90505f610f398284612e4b565b60028301549091505f90610f5a90600160e01b900463ffffffff16836143e3565b9050805f03610f95576040517f969bf72800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6002830180547bffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b63ffffffff85160217905560048301545f90610fe3906001600160801b031683613e5b565b90505f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031663ae90b2136040518163ffffffff1660e01b8152600401602060405180830381865afa158015611042573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611066919061441d565b9050806001600160a01b0316867f3e6fe1d49f9b437e0831298ff4c06e061c19fb558ff9e1d54339f97b423599d685856040516110ad929190918252602082015260400190565b60405180910390a36110bf8183612ece565b505050505050565b5f6110d1826119b3565b60048101549091506001600160801b03165f0361111a576040517fde151d9900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6003810154600160e01b900460ff168061114357506001810154600160601b900463ffffffff16155b1561116157604051631fc2c95360e31b815260040160405180910390fd5b600481015461118a90611185903490600160801b90046001600160801b0316613e48565b612f62565b6004820180546001600160801b03928316600160801b029216919091179055604051339083907f445261f2d48e762c283603166fc492190fa0fe097281e8169f243b94077aafcf906111df9034815260200190565b60405180910390a35050565b5f6111f5826119b3565b80549091506001600160a01b0316331461123b576040517fc47d06aa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001810154600160601b900463ffffffff165f0361126c57604051631fc2c95360e31b815260040160405180910390fd5b8054600160a01b900467ffffffffffffffff1642106112b7576040517fd8cea0ec00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6004810180546001600160801b03808216909255600180840180546fffffffff00000000000000000000000019169055600160801b909104909116907010000000000000000000000000000000009084640100000000811061131b5761131b613f52565b01805491909117905560405181815283907fe67476406541571ac47f892c6afb8f5cefc6aa0fe0ac998a50fd26d54f6535f29060200160405180910390a26113633382612ece565b505050565b5f611372826119b3565b6003810154909150600160e01b900460ff168061139e57506001810154600160601b900463ffffffff16155b156113bc57604051631fc2c95360e31b815260040160405180910390fd5b6001810154600160601b900463ffffffff90811614806114065750600181015462093a80906113f9908390600160601b900463ffffffff166126e2565b6114039190613e48565b42105b1561143d576040517f502b00df00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048101545f906001600160801b03166114578385612e4b565b6114619190613e5b565b60048301549091505f90611486908390600160801b90046001600160801b03166143e3565b6004840180546001600160801b03808616600160801b0291161790556003840180547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b17905560405190915084907fdcd10cd2a06879b60cef8a98860590394d70a335ed49feb3c672cb860a09e980906115099084815260200190565b60405180910390a28254611526906001600160a01b031682612ece565b50505050565b5f5f5f5f5f61153a876119b3565b90505f611551828867ffffffffffffffff16611a0a565b8254909150819061156f90600160e01b900463ffffffff1682613e48565b6001840154845463ffffffff9182169161159191600160e01b90041685613e48565b61159b9190613e48565b6115af858b67ffffffffffffffff166126e2565b929b919a509850909650945050505050565b60408051610140810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290529061161a836126b1565b60e081811c845260c082811c63ffffffff908116602087015260a084811c909116604087015262ffffff608885901c166060870152600160801b84161515608087015270020000000000000000000000000000000084161515908601527004000000000000000000000000000000008316151590850152700800000000000000000000000000000000821615159084015270100000000000000000000000000000000081161515610100840152600f0b61012083015250919050565b5f7f3cd4a256da02f2f675cc3db584af2d2e1700a4d0a991c6531f3a1f87b1377f6f46307f0000000000000000000000000000000000000000000000000000000000000000868660405161172b929190614438565b6040805191829003822060208301969096528101939093526001600160a01b039091166060830152608082015260a081019190915260c0016040516020818303038152906040528051906020012090505b92915050565b5f5f61178d856119b3565b90505f6117a4828667ffffffffffffffff16611a0a565b9050804210806117cc575081546117c890600160e01b900463ffffffff1682613e48565b4210155b15611803576040517fcce12cb600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517fd85028320000000000000000000000000000000000000000000000000000000081526001600160a01b03858116600483015233602483015267ffffffffffffffff831660448301527f0000000000000000000000000000000000000000000000000000000000000000169063d850283290606401602060405180830381865afa158015611896573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906118ba9190613e72565b6118f0576040517f873dd93300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048201546001600160801b0316801580159061194f575060a0600188640100000000811061192157611921613f52565b01546004850154911c63ffffffff169061194c908390600160801b90046001600160801b031661440a565b11155b15611986576040517f2ec27bbc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60028301546001600160a01b031680156119a8576119a5818988612fa8565b94505b505050509392505050565b5f8181526401000000026020526040902080546001600160a01b0316611a05576040517f95fd673b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b919050565b5f811580611a2857506001830154600160601b900463ffffffff1682115b15611a5f576040517f5d057c1d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60018381015468010000000000000000900463ffffffff1690611a8290846143e3565b611a8c9190613e5b565b8354611aa99190600160a01b900467ffffffffffffffff16613e48565b9392505050565b5f5463ffffffff11611aee576040517f1fc67efa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611afe6040830160208401614447565b61ffff161580611b225750610200611b1c6040840160208501614447565b61ffff16115b15611b59576040517f5f3a214d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611b696060830160408401613f39565b60ff16601014158015611b8f5750611b876060830160408401613f39565b60ff16600814155b15611bc6576040517fdad9d1b300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611388611bd96080840160608501614447565b61ffff1610611c14576040517fffe5b57600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61fde8611c2760a0840160808501614460565b63ffffffff161115611c65576040517f752e07fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611c7560c0830160a08401614460565b63ffffffff161580611cb05750611c9260c0830160a08401614460565b63ffffffff16611ca860e0840160c08501614460565b63ffffffff16105b80611cd457506301000000611ccb60e0840160c08501614460565b63ffffffff1610155b15611d0b576040517f62893d0800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b62010000611d20610100840160e08501614460565b63ffffffff161180611d4b575062010000611d4361012084016101008501614460565b63ffffffff16115b15611d82576040517ff72ab94700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b428167ffffffffffffffff161080611daa5750650100000000008167ffffffffffffffff1610155b15611de1576040517f5fb0179000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611df361016083016101408401614460565b63ffffffff161580611e1a5750611e126101a083016101808401614460565b63ffffffff16155b15611e51576040517f3c8fe7c000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611e636101c083016101a08401614460565b63ffffffff1615801590611ea45750611e8461016083016101408401614460565b63ffffffff16611e9c6101c084016101a08501614460565b63ffffffff16105b15611edb576040517f7bdc76e200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f611eee6101e084016101c08501613f1e565b6001600160a01b031614158015611f1e5750611f126101e083016101c08401613f1e565b6001600160a01b03163b155b15611f55576040517f48aa750700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611f6761022083016102008401614460565b63ffffffff16155f611f8161020085016101e08601613f1e565b6001600160a01b031614141580611fb15750624c4b40611fa961022084016102008501614460565b63ffffffff16115b15611fe8576040517fc4e43b0800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f611ff38380614479565b915050801580612004575061010081115b8061201f575061040061201b610260850185614479565b9050115b15611363576040517f5a2a093e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b82547fffffffff0000000000000000000000000000000000000000000000000000000016337fffffffff0000000000000000ffffffffffffffffffffffffffffffffffffffff1617600160a01b67ffffffffffffffff8316021783556120c461016083016101408401614460565b835463ffffffff91909116600160e01b027bffffffffffffffffffffffffffffffffffffffffffffffffffffffff90911617835561210a61018083016101608401614460565b6001840180547fffffffffffffffffffffffffffffffffffffffffffffffffffffffff000000001663ffffffff929092169190911790556121536101a083016101808401614460565b60018401805463ffffffff92909216640100000000027fffffffffffffffffffffffffffffffffffffffffffffffff00000000ffffffff9092169190911790556121a56101c083016101a08401614460565b60018401805463ffffffff9290921668010000000000000000027fffffffffffffffffffffffffffffffffffffffff00000000ffffffffffffffff9092169190911790556121fb6101c083016101a08401614460565b63ffffffff16156122105763ffffffff612213565b60015b60018401805463ffffffff92909216600160601b026fffffffff000000000000000000000000199092169190911790556122536040830160208401614447565b60018401805461ffff92909216600160801b027fffffffffffffffffffffffffffff0000ffffffffffffffffffffffffffffffff9092169190911790556122a06060830160408401613f39565b60018401805460ff929092167201000000000000000000000000000000000000027fffffffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffff9092169190911790556122fd61026083016102408401613f39565b60018401805460ff92909216730100000000000000000000000000000000000000027fffffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffff9092169190911790556123596080830160608401614447565b60018401805461ffff92909216600160a01b027fffffffffffffffffffff0000ffffffffffffffffffffffffffffffffffffffff9092169190911790556123a660a0830160808401614460565b60018401805463ffffffff92909216760100000000000000000000000000000000000000000000027fffffffffffff00000000ffffffffffffffffffffffffffffffffffffffffffff90921691909117905561240860c0830160a08401614460565b60018401805463ffffffff929092167a010000000000000000000000000000000000000000000000000000027fffff00000000ffffffffffffffffffffffffffffffffffffffffffffffffffff9092169190911790556124706101e083016101c08401613f1e565b6002840180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b03929092169190911790556124ba60e0830160c08401614460565b60028401805463ffffffff92909216600160a01b027fffffffffffffffff00000000ffffffffffffffffffffffffffffffffffffffff90921691909117905561250b61022083016102008401614460565b60028401805463ffffffff92909216600160c01b027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff90921691909117905561255c61020083016101e08401613f1e565b6003840180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b03929092169190911790556125a7610100830160e08401614460565b60038401805463ffffffff92909216600160a01b027fffffffffffffffff00000000ffffffffffffffffffffffffffffffffffffffff9092169190911790556125f861012083016101008401614460565b60038401805463ffffffff92909216600160c01b027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff90921691909117905561264961024083016102208401613eed565b6004840180547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166001600160801b039290921691909117905561268c34612f62565b600490930180546001600160801b03948516600160801b029416939093179092555050565b5f63ffffffff82116126db5760018264010000000081106126d4576126d4613f52565b015461177c565b5f92915050565b60018083015483545f9263ffffffff640100000000840481169381811693600160e01b9004821692680100000000000000009091049091169061272590876143e3565b61272f9190613e5b565b865461274c9190600160a01b900467ffffffffffffffff16613e48565b6127569190613e48565b6127609190613e48565b611aa99190613e48565b60608167ffffffffffffffff81111561278557612785613f66565b6040519080825280602002602001820160405280156127ae578160200160208202803683370190505b50905070020000000000000000000000000000000083161515806127d257836127db565b602084600f0b901b5b825f815181106127ed576127ed613f52565b6020026020010190600f0b9081600f0b815250505f8161280e576002612811565b60045b60ff1690505f805b85612825826001613e48565b10156119a85761283583826144da565b5f0361286c575f88815264010000000160205260409020612856848361440a565b618000811061286757612867613f52565b015491505b8361287b57608082901c612887565b60c082901d60201b60130b5b85612893836001613e48565b815181106128a3576128a3613f52565b6020026020010190600f0b9081600f0b81525050836128c35760806128c6565b60405b60ff169190911b906128d781613f06565b9050612819565b5f80602f83101561290257604051633376972160e21b815260040160405180910390fd5b83602d81013560f01c6001823560f81c14612949576040517fcead342900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6101006001820310612987576040517f1fc67efa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b602f919091019060019081901b905b808214612ace57823580600e1a8160e01c6001015463ffffffff8360c01c168160e01c811177020000000000000000000000000000000000000000000000851660381c600160801b1770130000000000000000000000000000000084161416601060018660b91c161c6001850310600160901b77fd000000ffff0000000000000000000000000000000000008716141616612a345750505050612ace565b600f8701965086358360031b610100031d60801b60801c600160a01b77ffffffff00000007000000000000000000000000000000008416011773ffffff00000000000000000000000000000000008560181c168260c01b8360e01b1717178460e01c600101555081860195508388179750700400000000000000000000000000000000811615612ac357958317955b50505060011b612996565b808214612b09575f5f612ae28989876130a6565b919650925090508115612af457958217955b8015612aff57948217945b505060011b612996565b5050848401818114612b685780821115612b3657604051633376972160e21b815260040160405180910390fd5b6040517f1054cca600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b835f03612ba1576040517f351050a400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50509250929050565b8015801590612bb95750814081145b15612bc2575050565b438210612bfb576040517f6e84ebb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b81405f819003612c3b575f83815271f90827f1c53a10cb7a02335b17532000293590602090818184620186a0fa60203d14811615612c38575f5192505b50505b8015801590612c4a5750818114155b15611363576040517f6e84ebb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60408051828152602081018290529081018690527f0000000000000000000000000000000000000000000000000000000000000000907f0000000000000000000000000000000000000000000000000000000000000000907fad82d72800000000000000000000000000000000000000000000000000000000907f3cd4a256da02f2f675cc3db584af2d2e1700a4d0a991c6531f3a1f87b1377f6f907f2ad6bb83c3cd24315d1a70f1666473820dd7ed707bd674f6caf8ad2d93b0fbf390606081018b8d82378b81205f8d830152601f19601f8e01168201915082820385835246602084015230604084015288606084015281608084015260a0832091508683528160048401528a6024840152606060448401528b60648401528b8d60848501375f5f8d608401858b5afa612db8573d5f843e3d83fd5b81858286a2505050505050505050505050505050565b60015f805c60ff19168217905d50602f83015b8115612e3b578035612df4600f83613e48565b91506001831615612e0957612e098183613155565b612e2260ff608883901c1661ffff609084901c16613e5b565b612e2c9083613e48565b915050600182901c9150612de1565b5f60ff19815c16815d5050505050565b60048201545f906001600160801b0316808203612e6b575f91505061177c565b5f60a06001856401000000008110612e8557612e85613f52565b01546004870154911c63ffffffff1691505f90612eb3908490600160801b90046001600160801b031661440a565b9050808210612ec25780612ec4565b815b9695505050505050565b805f03612ed9575050565b5f826001600160a01b0316826040515f6040518083038185875af1925050503d805f8114612f22576040519150601f19603f3d011682016040523d82523d5f602084013e612f27565b606091505b5050905080611363576040517ff499da2000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6001600160801b03821115612fa4576040517ff499da2000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5090565b604051602481018390526001600160a01b03821660448201525f90819060640160408051601f198184030181529181526020820180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fc349d6d80000000000000000000000000000000000000000000000000000000017815282519293505f9283928392620186a09284918c85fa5f51602051603f3d11909216955093509150831580613055575082600114155b80613063575063ffffffff82115b1561309a576040517fc9d2a27c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50979650505050505050565b600f810190838301905f90819035838511156130d557604051633376972160e21b815260040160405180910390fd5b6130de81613302565b5f600160e083901c64010000000081106130fa576130fa613f52565b01549050608882901c60ff16609083901c61ffff16028601945061311e8183613431565b9350831561314a5785850361313c576131378183613485565b61314a565b613147818388613543565b92505b505093509350939050565b60e082901c5f81815264010000000260209081526040808320600381015460029091015491517f7504fc0c000000000000000000000000000000000000000000000000000000008082526004820187905263ffffffff60c08a901c8116602484018190526060604485015260908b901c61ffff166064850181905290976001600160a01b0390951696600160c01b909604909116949193916084808501929160888d901c60ff169160b48e901c90911690621fffe0608b8f901c168701015b8085101561323b578c358360031b610100031d821b8552828d019c50602085019450613214565b5050509083900391506132529050614e2085613e48565b60405a61326090603f613e5b565b61326a919061440a565b10156132a2576040517f657989e900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f5f83855f8a8af190508667ffffffffffffffff16885f1b7ff7387535bb8ecf310de1c00fdf222d4b38d2589dfc443e78c62b91e9b15ed56f836040516132ee911515815260200190565b60405180910390a350505050505050505050565b60ff60b882901c81169061ffff609084901c1690608884901c166003831115613357576040517f31eb7cd800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600183161561339f578181171561339a576040517fa9b0b66500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611526565b8115806133aa575080155b156133e1576040517fa9b0b66500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600283165f036133f25760106133f5565b60085b60ff16811115611526576040517f8f8ff83f00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f7013000000000000000000000000000000008316600160801b700200000000000000000000000000000000603885901c1617148015611aa9575060e083901c60c083901c63ffffffff1611905092915050565b5f70080000000000000000000000000000000073ffffff0000000000000000000000000000000000601884901c1677ffffffff00000007000000000000000000000000000000008516600160a01b01602085901b7fffffffff000000000000000000000000000000000000000000000000000000001617171790507bffffffff0000000000000000ffffffffffffffffffffffffffffffff83168117600160e084901c640100000000811061353c5761353c613f52565b0155505050565b6001600160801b0381356107f8608585901c16610100031d167bffffffff00000000000000000000000000000000000000000000000083167fffffffff00000000000000000000000000000000000000000000000000000000602085901b16600160a01b77ffffffff000000070000000000000000000000000000000087160117601885901c73ffffff0000000000000000000000000000000000161717908117600160e085901c8101919091555f919061ffff609086901c16111561360d5761360d8484613629565b5050505070040000000000000000000000000000000016151590565b5f6401000000015f60e085901c81526020019081526020015f2090508060ff8460881c16608060018660b91c161c8161ffff8760901c160285018286019550818360031b14600181146136d3578360031b6101000383610100036101005f5b858b10156136bc5790869003908a35841d831b831c821b17816136b3578855506001909601956101005f5b99870199613688565b6101008210156136ca578089555b50505050610f18565b5b8160208801116136f357863585556001850194506020870196506136d4565b81871015610f185750853595900360200360031b94851c90941b90915550505050565b803567ffffffffffffffff81168114611a05575f5ffd5b6001600160a01b0381168114613741575f5ffd5b50565b8035611a058161372d565b5f5f83601f84011261375f575f5ffd5b50813567ffffffffffffffff811115613776575f5ffd5b60208301915083602082850101111561378d575f5ffd5b9250929050565b5f5f5f5f5f5f5f5f5f60c08a8c0312156137ac575f5ffd5b893598506137bc60208b01613716565b975060408a01356137cc8161372d565b965060608a013567ffffffffffffffff8111156137e7575f5ffd5b6137f38c828d0161374f565b90975095505060808a013567ffffffffffffffff811115613812575f5ffd5b61381e8c828d0161374f565b90955093505060a08a013567ffffffffffffffff81111561383d575f5ffd5b6138498c828d0161374f565b915080935050809150509295985092959850929598565b803560ff81168114611a05575f5ffd5b5f5f5f5f5f5f5f60c0888a031215613886575f5ffd5b8735965061389660208901613716565b955060408801356138a68161372d565b94506138b460608901613860565b9350608088013567ffffffffffffffff8111156138cf575f5ffd5b6138db8a828b0161374f565b989b979a5095989497959660a090950135949350505050565b5f60208284031215613904575f5ffd5b813567ffffffffffffffff81111561391a575f5ffd5b82016102808185031215611aa9575f5ffd5b5f6020828403121561393c575f5ffd5b5035919050565b81516001600160a01b031681526102e081016020830151613970602084018267ffffffffffffffff169052565b506040830151613988604084018263ffffffff169052565b5060608301516139a0606084018263ffffffff169052565b5060808301516139b8608084018263ffffffff169052565b5060a08301516139d060a084018263ffffffff169052565b5060c08301516139e860c084018263ffffffff169052565b5060e08301516139fe60e084018261ffff169052565b50610100830151613a1561010084018260ff169052565b50610120830151613a2c61012084018260ff169052565b50610140830151613a4461014084018261ffff169052565b50610160830151613a5e61016084018263ffffffff169052565b50610180830151613a7861018084018263ffffffff169052565b506101a0830151613a956101a08401826001600160a01b03169052565b506101c0830151613aaf6101c084018263ffffffff169052565b506101e0830151613ac96101e084018263ffffffff169052565b50610200830151613ae361020084018263ffffffff169052565b50610220830151613b006102208401826001600160a01b03169052565b50610240830151613b1a61024084018263ffffffff169052565b50610260830151613b3461026084018263ffffffff169052565b50610280830151613b4a61028084018215159052565b506102a0830151613b676102a08401826001600160801b03169052565b506102c0830151613b846102c08401826001600160801b03169052565b5092915050565b608080825285519082018190525f90602087019060a0840190835b81811015613bc7578351600f0b835260209384019390920191600101613ba6565b505067ffffffffffffffff87811660208601528616604085015291505060058310613c0057634e487b7160e01b5f52602160045260245ffd5b82606083015295945050505050565b5f5f5f5f60408587031215613c22575f5ffd5b843567ffffffffffffffff811115613c38575f5ffd5b613c448782880161374f565b909550935050602085013567ffffffffffffffff811115613c63575f5ffd5b613c6f8782880161374f565b95989497509550505050565b5f5f60408385031215613c8c575f5ffd5b82359150613c9c60208401613716565b90509250929050565b815163ffffffff16815261014081016020830151613ccb602084018263ffffffff169052565b506040830151613ce3604084018263ffffffff169052565b506060830151613cfa606084018262ffffff169052565b506080830151613d0e608084018215159052565b5060a0830151613d2260a084018215159052565b5060c0830151613d3660c084018215159052565b5060e0830151613d4a60e084018215159052565b50610100830151613d6061010084018215159052565b50610120830151613b84610120840182600f0b9052565b5f5f60208385031215613d88575f5ffd5b823567ffffffffffffffff811115613d9e575f5ffd5b613daa8582860161374f565b90969095509350505050565b81835281816020850137505f602082840101525f6020601f19601f840116840101905092915050565b63ffffffff88168152608060208201525f613dfe60808301888a613db6565b8281036040840152613e11818789613db6565b90508281036060840152613e26818587613db6565b9a9950505050505050505050565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561177c5761177c613e34565b808202811582820484141761177c5761177c613e34565b5f60208284031215613e82575f5ffd5b81518015158114611aa9575f5ffd5b60ff85168152606060208201525f613ead606083018587613db6565b905082604083015295945050505050565b5f60208284031215613ece575f5ffd5b611aa982613716565b80356001600160801b0381168114611a05575f5ffd5b5f60208284031215613efd575f5ffd5b611aa982613ed7565b5f60018201613f1757613f17613e34565b5060010190565b5f60208284031215613f2e575f5ffd5b8135611aa98161372d565b5f60208284031215613f49575f5ffd5b611aa982613860565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b604051610280810167ffffffffffffffff81118282101715613f9e57613f9e613f66565b60405290565b5f82601f830112613fb3575f5ffd5b813567ffffffffffffffff811115613fcd57613fcd613f66565b604051601f8201601f19908116603f0116810167ffffffffffffffff81118282101715613ffc57613ffc613f66565b604052818152838201602001851015614013575f5ffd5b816020850160208301375f918101602001919091529392505050565b803561ffff81168114611a05575f5ffd5b803563ffffffff81168114611a05575f5ffd5b5f6102808236031215614064575f5ffd5b61406c613f7a565b823567ffffffffffffffff811115614082575f5ffd5b61408e36828601613fa4565b82525061409d6020840161402f565b60208201526140ae60408401613860565b60408201526140bf6060840161402f565b60608201526140d060808401614040565b60808201526140e160a08401614040565b60a08201526140f260c08401614040565b60c082015261410360e08401614040565b60e08201526141156101008401614040565b6101008201526141286101208401613716565b61012082015261413b6101408401614040565b61014082015261414e6101608401614040565b6101608201526141616101808401614040565b6101808201526141746101a08401614040565b6101a08201526141876101c08401613744565b6101c082015261419a6101e08401613744565b6101e08201526141ad6102008401614040565b6102008201526141c06102208401613ed7565b6102208201526141d36102408401613860565b61024082015261026083013567ffffffffffffffff8111156141f3575f5ffd5b6141ff36828601613fa4565b6102608301525092915050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081525f825161028060208401526142576102a084018261420c565b9050602084015161426e604085018261ffff169052565b50604084015160ff8116606085015250606084015161ffff8116608085015250608084015163ffffffff811660a08501525060a084015163ffffffff811660c08501525060c084015163ffffffff811660e08501525060e084015163ffffffff81166101008501525061010084015163ffffffff81166101208501525061012084015167ffffffffffffffff81166101408501525061014084015163ffffffff81166101608501525061016084015163ffffffff81166101808501525061018084015163ffffffff81166101a0850152506101a084015163ffffffff81166101c0850152506101c08401516001600160a01b0381166101e0850152506101e08401516001600160a01b0381166102008501525061020084015163ffffffff8116610220850152506102208401516001600160801b0381166102408501525061024084015160ff811661026085015250610260840151601f19848303016102808501526143da828261420c565b95945050505050565b8181038181111561177c5761177c613e34565b634e487b7160e01b5f52601260045260245ffd5b5f82614418576144186143f6565b500490565b5f6020828403121561442d575f5ffd5b8151611aa98161372d565b818382375f9101908152919050565b5f60208284031215614457575f5ffd5b611aa98261402f565b5f60208284031215614470575f5ffd5b611aa982614040565b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18436030181126144ac575f5ffd5b83018035915067ffffffffffffffff8211156144c6575f5ffd5b60200191503681900382131561378d575f5ffd5b5f826144e8576144e86143f6565b50069056",
}

// NashOracle is an auto generated Go binding around an Ethereum contract.
type NashOracle struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *NashOracle) GetABI() abi.ABI {
	return c.abi
}

// NewNashOracle creates a new instance of NashOracle.
func NewNashOracle() *NashOracle {
	parsed, err := NashOracleMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &NashOracle{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *NashOracle) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address quorum_, address registry_) returns()
func (nashOracle *NashOracle) PackConstructor(quorum_ common.Address, registry_ common.Address) []byte {
	enc, err := nashOracle.abi.Pack("", quorum_, registry_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCALLBACKRESERVE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbea9216d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CALLBACK_RESERVE() view returns(uint256)
func (nashOracle *NashOracle) PackCALLBACKRESERVE() []byte {
	enc, err := nashOracle.abi.Pack("CALLBACK_RESERVE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCALLBACKRESERVE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbea9216d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CALLBACK_RESERVE() view returns(uint256)
func (nashOracle *NashOracle) TryPackCALLBACKRESERVE() ([]byte, error) {
	return nashOracle.abi.Pack("CALLBACK_RESERVE")
}

// UnpackCALLBACKRESERVE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbea9216d.
//
// Solidity: function CALLBACK_RESERVE() view returns(uint256)
func (nashOracle *NashOracle) UnpackCALLBACKRESERVE(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("CALLBACK_RESERVE", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGATEGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x570f100b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function GATE_GAS() view returns(uint256)
func (nashOracle *NashOracle) PackGATEGAS() []byte {
	enc, err := nashOracle.abi.Pack("GATE_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGATEGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x570f100b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function GATE_GAS() view returns(uint256)
func (nashOracle *NashOracle) TryPackGATEGAS() ([]byte, error) {
	return nashOracle.abi.Pack("GATE_GAS")
}

// UnpackGATEGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x570f100b.
//
// Solidity: function GATE_GAS() view returns(uint256)
func (nashOracle *NashOracle) UnpackGATEGAS(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("GATE_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGRACE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x137d29d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function GRACE() view returns(uint256)
func (nashOracle *NashOracle) PackGRACE() []byte {
	enc, err := nashOracle.abi.Pack("GRACE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGRACE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x137d29d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function GRACE() view returns(uint256)
func (nashOracle *NashOracle) TryPackGRACE() ([]byte, error) {
	return nashOracle.abi.Pack("GRACE")
}

// UnpackGRACE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x137d29d9.
//
// Solidity: function GRACE() view returns(uint256)
func (nashOracle *NashOracle) UnpackGRACE(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("GRACE", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXCALLBACKGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d9809a0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_CALLBACK_GAS() view returns(uint256)
func (nashOracle *NashOracle) PackMAXCALLBACKGAS() []byte {
	enc, err := nashOracle.abi.Pack("MAX_CALLBACK_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXCALLBACKGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d9809a0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_CALLBACK_GAS() view returns(uint256)
func (nashOracle *NashOracle) TryPackMAXCALLBACKGAS() ([]byte, error) {
	return nashOracle.abi.Pack("MAX_CALLBACK_GAS")
}

// UnpackMAXCALLBACKGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d9809a0.
//
// Solidity: function MAX_CALLBACK_GAS() view returns(uint256)
func (nashOracle *NashOracle) UnpackMAXCALLBACKGAS(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("MAX_CALLBACK_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf37399c3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchDigest(bytes payload) view returns(bytes32)
func (nashOracle *NashOracle) PackBatchDigest(payload []byte) []byte {
	enc, err := nashOracle.abi.Pack("batchDigest", payload)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf37399c3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchDigest(bytes payload) view returns(bytes32)
func (nashOracle *NashOracle) TryPackBatchDigest(payload []byte) ([]byte, error) {
	return nashOracle.abi.Pack("batchDigest", payload)
}

// UnpackBatchDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf37399c3.
//
// Solidity: function batchDigest(bytes payload) view returns(bytes32)
func (nashOracle *NashOracle) UnpackBatchDigest(data []byte) ([32]byte, error) {
	out, err := nashOracle.abi.Unpack("batchDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancel(bytes32 task) returns()
func (nashOracle *NashOracle) PackCancel(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("cancel", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancel(bytes32 task) returns()
func (nashOracle *NashOracle) TryPackCancel(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("cancel", task)
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd66528a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(bytes32 task) returns()
func (nashOracle *NashOracle) PackClaim(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("claim", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd66528a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(bytes32 task) returns()
func (nashOracle *NashOracle) TryPackClaim(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("claim", task)
}

// PackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x113bccb9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commit(bytes32 task, uint64 round, address agent, bytes commitment, bytes proof, bytes signature) returns()
func (nashOracle *NashOracle) PackCommit(task [32]byte, round uint64, agent common.Address, commitment []byte, proof []byte, signature []byte) []byte {
	enc, err := nashOracle.abi.Pack("commit", task, round, agent, commitment, proof, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x113bccb9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commit(bytes32 task, uint64 round, address agent, bytes commitment, bytes proof, bytes signature) returns()
func (nashOracle *NashOracle) TryPackCommit(task [32]byte, round uint64, agent common.Address, commitment []byte, proof []byte, signature []byte) ([]byte, error) {
	return nashOracle.abi.Pack("commit", task, round, agent, commitment, proof, signature)
}

// PackCreateTask is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30c5b510.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createTask((string,uint16,uint8,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
func (nashOracle *NashOracle) PackCreateTask(p NashOracleTaskParams) []byte {
	enc, err := nashOracle.abi.Pack("createTask", p)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateTask is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30c5b510.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createTask((string,uint16,uint8,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
func (nashOracle *NashOracle) TryPackCreateTask(p NashOracleTaskParams) ([]byte, error) {
	return nashOracle.abi.Pack("createTask", p)
}

// UnpackCreateTask is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x30c5b510.
//
// Solidity: function createTask((string,uint16,uint8,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
func (nashOracle *NashOracle) UnpackCreateTask(data []byte) ([32]byte, error) {
	out, err := nashOracle.abi.Unpack("createTask", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackExpire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6441798.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function expire(bytes32 task) returns()
func (nashOracle *NashOracle) PackExpire(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("expire", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExpire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6441798.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function expire(bytes32 task) returns()
func (nashOracle *NashOracle) TryPackExpire(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("expire", task)
}

// PackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf14c119.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fund(bytes32 task) payable returns()
func (nashOracle *NashOracle) PackFund(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("fund", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf14c119.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fund(bytes32 task) payable returns()
func (nashOracle *NashOracle) TryPackFund(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("fund", task)
}

// PackHead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf339e3b2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,int128) h)
func (nashOracle *NashOracle) PackHead(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("head", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf339e3b2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,int128) h)
func (nashOracle *NashOracle) TryPackHead(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("head", task)
}

// UnpackHead is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf339e3b2.
//
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,int128) h)
func (nashOracle *NashOracle) UnpackHead(data []byte) (NashOracleHead, error) {
	out, err := nashOracle.abi.Unpack("head", data)
	if err != nil {
		return *new(NashOracleHead), err
	}
	out0 := *abi.ConvertType(out[0], new(NashOracleHead)).(*NashOracleHead)
	return out0, nil
}

// PackPost is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x72efd405.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function post(bytes payload, bytes proof) returns()
func (nashOracle *NashOracle) PackPost(payload []byte, proof []byte) []byte {
	enc, err := nashOracle.abi.Pack("post", payload, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPost is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x72efd405.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function post(bytes payload, bytes proof) returns()
func (nashOracle *NashOracle) TryPackPost(payload []byte, proof []byte) ([]byte, error) {
	return nashOracle.abi.Pack("post", payload, proof)
}

// PackQuorum is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1703a018.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function quorum() view returns(address)
func (nashOracle *NashOracle) PackQuorum() []byte {
	enc, err := nashOracle.abi.Pack("quorum")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackQuorum is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1703a018.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function quorum() view returns(address)
func (nashOracle *NashOracle) TryPackQuorum() ([]byte, error) {
	return nashOracle.abi.Pack("quorum")
}

// UnpackQuorum is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1703a018.
//
// Solidity: function quorum() view returns(address)
func (nashOracle *NashOracle) UnpackQuorum(data []byte) (common.Address, error) {
	out, err := nashOracle.abi.Unpack("quorum", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61da1439.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function read(bytes32 task) view returns(int128[] value, uint64 round, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) PackRead(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("read", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRead is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61da1439.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function read(bytes32 task) view returns(int128[] value, uint64 round, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) TryPackRead(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("read", task)
}

// ReadOutput serves as a container for the return parameters of contract
// method Read.
type ReadOutput struct {
	Value     []*big.Int
	Round     uint64
	UpdatedAt uint64
	Status    uint8
}

// UnpackRead is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61da1439.
//
// Solidity: function read(bytes32 task) view returns(int128[] value, uint64 round, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) UnpackRead(data []byte) (ReadOutput, error) {
	out, err := nashOracle.abi.Unpack("read", data)
	outstruct := new(ReadOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Value = *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	outstruct.Round = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	outstruct.UpdatedAt = *abi.ConvertType(out[2], new(uint64)).(*uint64)
	outstruct.Status = *abi.ConvertType(out[3], new(uint8)).(*uint8)
	return *outstruct, nil
}

// PackRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b103999.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registry() view returns(address)
func (nashOracle *NashOracle) PackRegistry() []byte {
	enc, err := nashOracle.abi.Pack("registry")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b103999.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registry() view returns(address)
func (nashOracle *NashOracle) TryPackRegistry() ([]byte, error) {
	return nashOracle.abi.Pack("registry")
}

// UnpackRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7b103999.
//
// Solidity: function registry() view returns(address)
func (nashOracle *NashOracle) UnpackRegistry(data []byte) (common.Address, error) {
	out, err := nashOracle.abi.Unpack("registry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackReveal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x184b8ea4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reveal(bytes32 task, uint64 round, address agent, uint8 confidence, bytes values, bytes32 blinding) returns()
func (nashOracle *NashOracle) PackReveal(task [32]byte, round uint64, agent common.Address, confidence uint8, values []byte, blinding [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("reveal", task, round, agent, confidence, values, blinding)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReveal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x184b8ea4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reveal(bytes32 task, uint64 round, address agent, uint8 confidence, bytes values, bytes32 blinding) returns()
func (nashOracle *NashOracle) TryPackReveal(task [32]byte, round uint64, agent common.Address, confidence uint8, values []byte, blinding [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("reveal", task, round, agent, confidence, values, blinding)
}

// PackSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087e926c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setId() view returns(bytes32)
func (nashOracle *NashOracle) PackSetId() []byte {
	enc, err := nashOracle.abi.Pack("setId")
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
func (nashOracle *NashOracle) TryPackSetId() ([]byte, error) {
	return nashOracle.abi.Pack("setId")
}

// UnpackSetId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x087e926c.
//
// Solidity: function setId() view returns(bytes32)
func (nashOracle *NashOracle) UnpackSetId(data []byte) ([32]byte, error) {
	out, err := nashOracle.abi.Unpack("setId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stop(bytes32 task) returns()
func (nashOracle *NashOracle) PackStop(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("stop", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stop(bytes32 task) returns()
func (nashOracle *NashOracle) TryPackStop(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("stop", task)
}

// PackTaskCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb6cb58a5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function taskCount() view returns(uint256)
func (nashOracle *NashOracle) PackTaskCount() []byte {
	enc, err := nashOracle.abi.Pack("taskCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTaskCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb6cb58a5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function taskCount() view returns(uint256)
func (nashOracle *NashOracle) TryPackTaskCount() ([]byte, error) {
	return nashOracle.abi.Pack("taskCount")
}

// UnpackTaskCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb6cb58a5.
//
// Solidity: function taskCount() view returns(uint256)
func (nashOracle *NashOracle) UnpackTaskCount(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("taskCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTaskInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x50d2e76b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function taskInfo(bytes32 task) view returns((address,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint8,uint8,uint16,uint32,uint32,address,uint32,uint32,uint32,address,uint32,uint32,bool,uint128,uint128))
func (nashOracle *NashOracle) PackTaskInfo(task [32]byte) []byte {
	enc, err := nashOracle.abi.Pack("taskInfo", task)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTaskInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x50d2e76b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function taskInfo(bytes32 task) view returns((address,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint8,uint8,uint16,uint32,uint32,address,uint32,uint32,uint32,address,uint32,uint32,bool,uint128,uint128))
func (nashOracle *NashOracle) TryPackTaskInfo(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("taskInfo", task)
}

// UnpackTaskInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x50d2e76b.
//
// Solidity: function taskInfo(bytes32 task) view returns((address,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint8,uint8,uint16,uint32,uint32,address,uint32,uint32,uint32,address,uint32,uint32,bool,uint128,uint128))
func (nashOracle *NashOracle) UnpackTaskInfo(data []byte) (NashOracleTaskInfo, error) {
	out, err := nashOracle.abi.Unpack("taskInfo", data)
	if err != nil {
		return *new(NashOracleTaskInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(NashOracleTaskInfo)).(*NashOracleTaskInfo)
	return out0, nil
}

// PackWindows is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe837221d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function windows(bytes32 task, uint64 round) view returns(uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline)
func (nashOracle *NashOracle) PackWindows(task [32]byte, round uint64) []byte {
	enc, err := nashOracle.abi.Pack("windows", task, round)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWindows is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe837221d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function windows(bytes32 task, uint64 round) view returns(uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline)
func (nashOracle *NashOracle) TryPackWindows(task [32]byte, round uint64) ([]byte, error) {
	return nashOracle.abi.Pack("windows", task, round)
}

// WindowsOutput serves as a container for the return parameters of contract
// method Windows.
type WindowsOutput struct {
	CommitFrom  uint64
	CommitUntil uint64
	RevealFrom  uint64
	Deadline    uint64
}

// UnpackWindows is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe837221d.
//
// Solidity: function windows(bytes32 task, uint64 round) view returns(uint64 commitFrom, uint64 commitUntil, uint64 revealFrom, uint64 deadline)
func (nashOracle *NashOracle) UnpackWindows(data []byte) (WindowsOutput, error) {
	out, err := nashOracle.abi.Unpack("windows", data)
	outstruct := new(WindowsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.CommitFrom = *abi.ConvertType(out[0], new(uint64)).(*uint64)
	outstruct.CommitUntil = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	outstruct.RevealFrom = *abi.ConvertType(out[2], new(uint64)).(*uint64)
	outstruct.Deadline = *abi.ConvertType(out[3], new(uint64)).(*uint64)
	return *outstruct, nil
}

// NashOracleBatchPosted represents a BatchPosted event raised by the NashOracle contract.
type NashOracleBatchPosted struct {
	Digest   [32]byte
	Accepted *big.Int
	Payload  []byte
	Raw      *types.Log // Blockchain specific contextual infos
}

const NashOracleBatchPostedEventName = "BatchPosted"

// ContractEventName returns the user-defined event name.
func (NashOracleBatchPosted) ContractEventName() string {
	return NashOracleBatchPostedEventName
}

// UnpackBatchPostedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchPosted(bytes32 indexed digest, uint256 accepted, bytes payload)
func (nashOracle *NashOracle) UnpackBatchPostedEvent(log *types.Log) (*NashOracleBatchPosted, error) {
	event := "BatchPosted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleBatchPosted)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleBountyClaimed represents a BountyClaimed event raised by the NashOracle contract.
type NashOracleBountyClaimed struct {
	Task   [32]byte
	Payee  common.Address
	Rounds *big.Int
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const NashOracleBountyClaimedEventName = "BountyClaimed"

// ContractEventName returns the user-defined event name.
func (NashOracleBountyClaimed) ContractEventName() string {
	return NashOracleBountyClaimedEventName
}

// UnpackBountyClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BountyClaimed(bytes32 indexed task, address indexed payee, uint256 rounds, uint256 amount)
func (nashOracle *NashOracle) UnpackBountyClaimedEvent(log *types.Log) (*NashOracleBountyClaimed, error) {
	event := "BountyClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleBountyClaimed)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleCallbackDone represents a CallbackDone event raised by the NashOracle contract.
type NashOracleCallbackDone struct {
	Task    [32]byte
	Round   uint64
	Success bool
	Raw     *types.Log // Blockchain specific contextual infos
}

const NashOracleCallbackDoneEventName = "CallbackDone"

// ContractEventName returns the user-defined event name.
func (NashOracleCallbackDone) ContractEventName() string {
	return NashOracleCallbackDoneEventName
}

// UnpackCallbackDoneEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CallbackDone(bytes32 indexed task, uint64 indexed round, bool success)
func (nashOracle *NashOracle) UnpackCallbackDoneEvent(log *types.Log) (*NashOracleCallbackDone, error) {
	event := "CallbackDone"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleCallbackDone)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleCommitted represents a Committed event raised by the NashOracle contract.
type NashOracleCommitted struct {
	Task       [32]byte
	Round      uint64
	Agent      common.Address
	Group      uint32
	Commitment []byte
	Proof      []byte
	Signature  []byte
	Raw        *types.Log // Blockchain specific contextual infos
}

const NashOracleCommittedEventName = "Committed"

// ContractEventName returns the user-defined event name.
func (NashOracleCommitted) ContractEventName() string {
	return NashOracleCommittedEventName
}

// UnpackCommittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Committed(bytes32 indexed task, uint64 indexed round, address indexed agent, uint32 group, bytes commitment, bytes proof, bytes signature)
func (nashOracle *NashOracle) UnpackCommittedEvent(log *types.Log) (*NashOracleCommitted, error) {
	event := "Committed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleCommitted)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleRevealed represents a Revealed event raised by the NashOracle contract.
type NashOracleRevealed struct {
	Task       [32]byte
	Round      uint64
	Agent      common.Address
	Confidence uint8
	Values     []byte
	Blinding   [32]byte
	Raw        *types.Log // Blockchain specific contextual infos
}

const NashOracleRevealedEventName = "Revealed"

// ContractEventName returns the user-defined event name.
func (NashOracleRevealed) ContractEventName() string {
	return NashOracleRevealedEventName
}

// UnpackRevealedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Revealed(bytes32 indexed task, uint64 indexed round, address indexed agent, uint8 confidence, bytes values, bytes32 blinding)
func (nashOracle *NashOracle) UnpackRevealedEvent(log *types.Log) (*NashOracleRevealed, error) {
	event := "Revealed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleRevealed)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleTaskCancelled represents a TaskCancelled event raised by the NashOracle contract.
type NashOracleTaskCancelled struct {
	Task   [32]byte
	Refund *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const NashOracleTaskCancelledEventName = "TaskCancelled"

// ContractEventName returns the user-defined event name.
func (NashOracleTaskCancelled) ContractEventName() string {
	return NashOracleTaskCancelledEventName
}

// UnpackTaskCancelledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TaskCancelled(bytes32 indexed task, uint256 refund)
func (nashOracle *NashOracle) UnpackTaskCancelledEvent(log *types.Log) (*NashOracleTaskCancelled, error) {
	event := "TaskCancelled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleTaskCancelled)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleTaskCreated represents a TaskCreated event raised by the NashOracle contract.
type NashOracleTaskCreated struct {
	Task    [32]byte
	Creator common.Address
	Params  NashOracleTaskParams
	Raw     *types.Log // Blockchain specific contextual infos
}

const NashOracleTaskCreatedEventName = "TaskCreated"

// ContractEventName returns the user-defined event name.
func (NashOracleTaskCreated) ContractEventName() string {
	return NashOracleTaskCreatedEventName
}

// UnpackTaskCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TaskCreated(bytes32 indexed task, address indexed creator, (string,uint16,uint8,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) params)
func (nashOracle *NashOracle) UnpackTaskCreatedEvent(log *types.Log) (*NashOracleTaskCreated, error) {
	event := "TaskCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleTaskCreated)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleTaskExpired represents a TaskExpired event raised by the NashOracle contract.
type NashOracleTaskExpired struct {
	Task   [32]byte
	Refund *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const NashOracleTaskExpiredEventName = "TaskExpired"

// ContractEventName returns the user-defined event name.
func (NashOracleTaskExpired) ContractEventName() string {
	return NashOracleTaskExpiredEventName
}

// UnpackTaskExpiredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TaskExpired(bytes32 indexed task, uint256 refund)
func (nashOracle *NashOracle) UnpackTaskExpiredEvent(log *types.Log) (*NashOracleTaskExpired, error) {
	event := "TaskExpired"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleTaskExpired)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleTaskFunded represents a TaskFunded event raised by the NashOracle contract.
type NashOracleTaskFunded struct {
	Task   [32]byte
	From   common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const NashOracleTaskFundedEventName = "TaskFunded"

// ContractEventName returns the user-defined event name.
func (NashOracleTaskFunded) ContractEventName() string {
	return NashOracleTaskFundedEventName
}

// UnpackTaskFundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TaskFunded(bytes32 indexed task, address indexed from, uint256 amount)
func (nashOracle *NashOracle) UnpackTaskFundedEvent(log *types.Log) (*NashOracleTaskFunded, error) {
	event := "TaskFunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleTaskFunded)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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

// NashOracleTaskStopped represents a TaskStopped event raised by the NashOracle contract.
type NashOracleTaskStopped struct {
	Task      [32]byte
	LastRound uint64
	Raw       *types.Log // Blockchain specific contextual infos
}

const NashOracleTaskStoppedEventName = "TaskStopped"

// ContractEventName returns the user-defined event name.
func (NashOracleTaskStopped) ContractEventName() string {
	return NashOracleTaskStoppedEventName
}

// UnpackTaskStoppedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TaskStopped(bytes32 indexed task, uint64 lastRound)
func (nashOracle *NashOracle) UnpackTaskStoppedEvent(log *types.Log) (*NashOracleTaskStopped, error) {
	event := "TaskStopped"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != nashOracle.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(NashOracleTaskStopped)
	if len(log.Data) > 0 {
		if err := nashOracle.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range nashOracle.abi.Events[event].Inputs {
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
func (nashOracle *NashOracle) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadAgents"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadAgentsError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadAnchor"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadAnchorError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadConsumer"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadConsumerError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadCount"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadDimension"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadDimensionError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadGate"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadGateError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadLambda"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadLambdaError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadLength"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadPeriod"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadPeriodError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadShape"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadShapeError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadStart"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadStartError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadText"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadTextError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadTrim"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadTrimError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadTrust"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadTrustError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadValueWidth"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadValueWidthError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadVersion"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadVersionError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadWidth"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadWidthError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadWindows"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadWindowsError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["InsufficientGasForCallback"].ID.Bytes()[:4]) {
		return nashOracle.UnpackInsufficientGasForCallbackError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NoBounty"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNoBountyError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NoSuchRound"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNoSuchRoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotAdmitted"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotAdmittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotOver"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotOverError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotTheCreator"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotTheCreatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotTheSender"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotTheSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NothingNew"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNothingNewError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NothingToClaim"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNothingToClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NothingToStop"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNothingToStopError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["OutsideWindow"].ID.Bytes()[:4]) {
		return nashOracle.UnpackOutsideWindowError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["PaymentFailed"].ID.Bytes()[:4]) {
		return nashOracle.UnpackPaymentFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["Reentered"].ID.Bytes()[:4]) {
		return nashOracle.UnpackReenteredError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["Started"].ID.Bytes()[:4]) {
		return nashOracle.UnpackStartedError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["TaskOver"].ID.Bytes()[:4]) {
		return nashOracle.UnpackTaskOverError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["TrailingBytes"].ID.Bytes()[:4]) {
		return nashOracle.UnpackTrailingBytesError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["Truncated"].ID.Bytes()[:4]) {
		return nashOracle.UnpackTruncatedError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["Unfunded"].ID.Bytes()[:4]) {
		return nashOracle.UnpackUnfundedError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["UnknownFlags"].ID.Bytes()[:4]) {
		return nashOracle.UnpackUnknownFlagsError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["UnknownTask"].ID.Bytes()[:4]) {
		return nashOracle.UnpackUnknownTaskError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// NashOracleBadAgents represents a BadAgents error raised by the NashOracle contract.
type NashOracleBadAgents struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadAgents()
func NashOracleBadAgentsErrorID() common.Hash {
	return common.HexToHash("0x62893d088389d7f49a2a6714a84b2352aa94421095faa1981b6d52ea9b91c866")
}

// UnpackBadAgentsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadAgents()
func (nashOracle *NashOracle) UnpackBadAgentsError(raw []byte) (*NashOracleBadAgents, error) {
	out := new(NashOracleBadAgents)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadAgents", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadAnchor represents a BadAnchor error raised by the NashOracle contract.
type NashOracleBadAnchor struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadAnchor()
func NashOracleBadAnchorErrorID() common.Hash {
	return common.HexToHash("0x6e84ebb55f6c463e17df62d01aefbc97daad434c386362a478de81aebd0e9412")
}

// UnpackBadAnchorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadAnchor()
func (nashOracle *NashOracle) UnpackBadAnchorError(raw []byte) (*NashOracleBadAnchor, error) {
	out := new(NashOracleBadAnchor)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadAnchor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadConsumer represents a BadConsumer error raised by the NashOracle contract.
type NashOracleBadConsumer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadConsumer()
func NashOracleBadConsumerErrorID() common.Hash {
	return common.HexToHash("0xc4e43b081a52aced57a397ae837b896fc3a35c304d6a2c54b89bebdbee732809")
}

// UnpackBadConsumerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadConsumer()
func (nashOracle *NashOracle) UnpackBadConsumerError(raw []byte) (*NashOracleBadConsumer, error) {
	out := new(NashOracleBadConsumer)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadConsumer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadCount represents a BadCount error raised by the NashOracle contract.
type NashOracleBadCount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadCount()
func NashOracleBadCountErrorID() common.Hash {
	return common.HexToHash("0x1fc67efa8cd6f1606fffee9c3b34994af54e315e775635c750b251aa9e1c3dbf")
}

// UnpackBadCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadCount()
func (nashOracle *NashOracle) UnpackBadCountError(raw []byte) (*NashOracleBadCount, error) {
	out := new(NashOracleBadCount)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadDimension represents a BadDimension error raised by the NashOracle contract.
type NashOracleBadDimension struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadDimension()
func NashOracleBadDimensionErrorID() common.Hash {
	return common.HexToHash("0x5f3a214db192241edc3b04b36db165d77e1b355dce2c8d9cf9e894a07416696d")
}

// UnpackBadDimensionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadDimension()
func (nashOracle *NashOracle) UnpackBadDimensionError(raw []byte) (*NashOracleBadDimension, error) {
	out := new(NashOracleBadDimension)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadDimension", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadGate represents a BadGate error raised by the NashOracle contract.
type NashOracleBadGate struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadGate()
func NashOracleBadGateErrorID() common.Hash {
	return common.HexToHash("0x48aa750710a1bee3267d64cac9abac913ec93bf2bd0585ff29c8ec090227ef99")
}

// UnpackBadGateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadGate()
func (nashOracle *NashOracle) UnpackBadGateError(raw []byte) (*NashOracleBadGate, error) {
	out := new(NashOracleBadGate)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadGate", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadLambda represents a BadLambda error raised by the NashOracle contract.
type NashOracleBadLambda struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLambda()
func NashOracleBadLambdaErrorID() common.Hash {
	return common.HexToHash("0x752e07fb6b3321c15def2568690241f983a265b2ae9e43fe11cce2ea8f645306")
}

// UnpackBadLambdaError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLambda()
func (nashOracle *NashOracle) UnpackBadLambdaError(raw []byte) (*NashOracleBadLambda, error) {
	out := new(NashOracleBadLambda)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadLambda", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadLength represents a BadLength error raised by the NashOracle contract.
type NashOracleBadLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLength()
func NashOracleBadLengthErrorID() common.Hash {
	return common.HexToHash("0x5aed9cffb2924f3600794abbbf4f1b8e28b5057f1d71da9a1fd2d3a6d6b7aa32")
}

// UnpackBadLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLength()
func (nashOracle *NashOracle) UnpackBadLengthError(raw []byte) (*NashOracleBadLength, error) {
	out := new(NashOracleBadLength)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadPeriod represents a BadPeriod error raised by the NashOracle contract.
type NashOracleBadPeriod struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadPeriod()
func NashOracleBadPeriodErrorID() common.Hash {
	return common.HexToHash("0x7bdc76e2aa65bcc6c6c380a9cd6f06ceeeba19140987dc7fd6d77f3d293bc825")
}

// UnpackBadPeriodError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadPeriod()
func (nashOracle *NashOracle) UnpackBadPeriodError(raw []byte) (*NashOracleBadPeriod, error) {
	out := new(NashOracleBadPeriod)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadPeriod", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadShape represents a BadShape error raised by the NashOracle contract.
type NashOracleBadShape struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadShape()
func NashOracleBadShapeErrorID() common.Hash {
	return common.HexToHash("0xa9b0b665c066a999c509260ff6cd126c2955aa72a3118849c60570a20fe63bd7")
}

// UnpackBadShapeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadShape()
func (nashOracle *NashOracle) UnpackBadShapeError(raw []byte) (*NashOracleBadShape, error) {
	out := new(NashOracleBadShape)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadShape", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadStart represents a BadStart error raised by the NashOracle contract.
type NashOracleBadStart struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadStart()
func NashOracleBadStartErrorID() common.Hash {
	return common.HexToHash("0x5fb01790f308ae52ba7dccd74b8defbd4af41c07d99d334b7c7f52b5548b8f5f")
}

// UnpackBadStartError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadStart()
func (nashOracle *NashOracle) UnpackBadStartError(raw []byte) (*NashOracleBadStart, error) {
	out := new(NashOracleBadStart)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadStart", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadText represents a BadText error raised by the NashOracle contract.
type NashOracleBadText struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadText()
func NashOracleBadTextErrorID() common.Hash {
	return common.HexToHash("0x5a2a093ee20a450811e08cd3014e796844ca8a274fbbada696a38d9215af61d9")
}

// UnpackBadTextError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadText()
func (nashOracle *NashOracle) UnpackBadTextError(raw []byte) (*NashOracleBadText, error) {
	out := new(NashOracleBadText)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadText", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadTrim represents a BadTrim error raised by the NashOracle contract.
type NashOracleBadTrim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTrim()
func NashOracleBadTrimErrorID() common.Hash {
	return common.HexToHash("0xffe5b57617f22aa7796b50279e167da3b4ec9890edf03b7e722cbe7ac9e3f535")
}

// UnpackBadTrimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTrim()
func (nashOracle *NashOracle) UnpackBadTrimError(raw []byte) (*NashOracleBadTrim, error) {
	out := new(NashOracleBadTrim)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadTrim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadTrust represents a BadTrust error raised by the NashOracle contract.
type NashOracleBadTrust struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTrust()
func NashOracleBadTrustErrorID() common.Hash {
	return common.HexToHash("0xf72ab947394e0a18a9cd78b5cbed4b7939895fc2344c04c4601d2cc9e1009c4e")
}

// UnpackBadTrustError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTrust()
func (nashOracle *NashOracle) UnpackBadTrustError(raw []byte) (*NashOracleBadTrust, error) {
	out := new(NashOracleBadTrust)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadTrust", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadValueWidth represents a BadValueWidth error raised by the NashOracle contract.
type NashOracleBadValueWidth struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadValueWidth()
func NashOracleBadValueWidthErrorID() common.Hash {
	return common.HexToHash("0x8f8ff83f558ec96e57dfdd6b65bb350ac8a534df067aa43c1675335230107197")
}

// UnpackBadValueWidthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadValueWidth()
func (nashOracle *NashOracle) UnpackBadValueWidthError(raw []byte) (*NashOracleBadValueWidth, error) {
	out := new(NashOracleBadValueWidth)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadValueWidth", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadVersion represents a BadVersion error raised by the NashOracle contract.
type NashOracleBadVersion struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadVersion()
func NashOracleBadVersionErrorID() common.Hash {
	return common.HexToHash("0xcead342907aa4fbe38e3614a21d3e2a00b6f9e82eecab2e7ccb82ce41d94a9e6")
}

// UnpackBadVersionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadVersion()
func (nashOracle *NashOracle) UnpackBadVersionError(raw []byte) (*NashOracleBadVersion, error) {
	out := new(NashOracleBadVersion)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadVersion", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadWidth represents a BadWidth error raised by the NashOracle contract.
type NashOracleBadWidth struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadWidth()
func NashOracleBadWidthErrorID() common.Hash {
	return common.HexToHash("0xdad9d1b3480297b97cfda9002972fce9d1a6433fb33ca57fa1a0f315f38e0df4")
}

// UnpackBadWidthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadWidth()
func (nashOracle *NashOracle) UnpackBadWidthError(raw []byte) (*NashOracleBadWidth, error) {
	out := new(NashOracleBadWidth)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadWidth", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleBadWindows represents a BadWindows error raised by the NashOracle contract.
type NashOracleBadWindows struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadWindows()
func NashOracleBadWindowsErrorID() common.Hash {
	return common.HexToHash("0x3c8fe7c0b7823100c4c319f369ed8e4738a1ecdd3e59fc51171ac0e02165e5a4")
}

// UnpackBadWindowsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadWindows()
func (nashOracle *NashOracle) UnpackBadWindowsError(raw []byte) (*NashOracleBadWindows, error) {
	out := new(NashOracleBadWindows)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadWindows", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleInsufficientGasForCallback represents a InsufficientGasForCallback error raised by the NashOracle contract.
type NashOracleInsufficientGasForCallback struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientGasForCallback()
func NashOracleInsufficientGasForCallbackErrorID() common.Hash {
	return common.HexToHash("0x657989e91dba522901e1aaf566e4670dd60f8c49325c20011d16fb58380befd1")
}

// UnpackInsufficientGasForCallbackError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientGasForCallback()
func (nashOracle *NashOracle) UnpackInsufficientGasForCallbackError(raw []byte) (*NashOracleInsufficientGasForCallback, error) {
	out := new(NashOracleInsufficientGasForCallback)
	if err := nashOracle.abi.UnpackIntoInterface(out, "InsufficientGasForCallback", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNoBounty represents a NoBounty error raised by the NashOracle contract.
type NashOracleNoBounty struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoBounty()
func NashOracleNoBountyErrorID() common.Hash {
	return common.HexToHash("0xde151d992e789bf72ce83bd4c9fbd4a260361ce25d45f0d31fbbe312c0d9ea66")
}

// UnpackNoBountyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoBounty()
func (nashOracle *NashOracle) UnpackNoBountyError(raw []byte) (*NashOracleNoBounty, error) {
	out := new(NashOracleNoBounty)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NoBounty", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNoSuchRound represents a NoSuchRound error raised by the NashOracle contract.
type NashOracleNoSuchRound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoSuchRound()
func NashOracleNoSuchRoundErrorID() common.Hash {
	return common.HexToHash("0x5d057c1d5702a33e63f8e787cb21f80ff768590422cf04edc0b0eb1cfa748a06")
}

// UnpackNoSuchRoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoSuchRound()
func (nashOracle *NashOracle) UnpackNoSuchRoundError(raw []byte) (*NashOracleNoSuchRound, error) {
	out := new(NashOracleNoSuchRound)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NoSuchRound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNotAdmitted represents a NotAdmitted error raised by the NashOracle contract.
type NashOracleNotAdmitted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAdmitted()
func NashOracleNotAdmittedErrorID() common.Hash {
	return common.HexToHash("0xc9d2a27ce6ea67d127622fb1a2678a8437c2137d7a0d05a89640aecd60e809dc")
}

// UnpackNotAdmittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAdmitted()
func (nashOracle *NashOracle) UnpackNotAdmittedError(raw []byte) (*NashOracleNotAdmitted, error) {
	out := new(NashOracleNotAdmitted)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotAdmitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNotOver represents a NotOver error raised by the NashOracle contract.
type NashOracleNotOver struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOver()
func NashOracleNotOverErrorID() common.Hash {
	return common.HexToHash("0x502b00dfc2dd5d8412f2fd188b5bed7dcc751aa5f80ec2636ddec14d1282400f")
}

// UnpackNotOverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOver()
func (nashOracle *NashOracle) UnpackNotOverError(raw []byte) (*NashOracleNotOver, error) {
	out := new(NashOracleNotOver)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotOver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNotTheCreator represents a NotTheCreator error raised by the NashOracle contract.
type NashOracleNotTheCreator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTheCreator()
func NashOracleNotTheCreatorErrorID() common.Hash {
	return common.HexToHash("0xc47d06aa7a1a06f33efabdb71d63d45a6ef0b4b47db0e15b8d696f79b6d6f82e")
}

// UnpackNotTheCreatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTheCreator()
func (nashOracle *NashOracle) UnpackNotTheCreatorError(raw []byte) (*NashOracleNotTheCreator, error) {
	out := new(NashOracleNotTheCreator)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotTheCreator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNotTheSender represents a NotTheSender error raised by the NashOracle contract.
type NashOracleNotTheSender struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTheSender()
func NashOracleNotTheSenderErrorID() common.Hash {
	return common.HexToHash("0x873dd933ebc8083184b993e04194b03dc151ff91b8b929d4874232804d5671a8")
}

// UnpackNotTheSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTheSender()
func (nashOracle *NashOracle) UnpackNotTheSenderError(raw []byte) (*NashOracleNotTheSender, error) {
	out := new(NashOracleNotTheSender)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotTheSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNothingNew represents a NothingNew error raised by the NashOracle contract.
type NashOracleNothingNew struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingNew()
func NashOracleNothingNewErrorID() common.Hash {
	return common.HexToHash("0x351050a4452bf085e0796c4108b0948f2a666260ad471beb5da085b4e5f38349")
}

// UnpackNothingNewError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingNew()
func (nashOracle *NashOracle) UnpackNothingNewError(raw []byte) (*NashOracleNothingNew, error) {
	out := new(NashOracleNothingNew)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NothingNew", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNothingToClaim represents a NothingToClaim error raised by the NashOracle contract.
type NashOracleNothingToClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToClaim()
func NashOracleNothingToClaimErrorID() common.Hash {
	return common.HexToHash("0x969bf7288f744225521096ebffff657851af77dd4c63700d76b8d1cf6481d1f1")
}

// UnpackNothingToClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToClaim()
func (nashOracle *NashOracle) UnpackNothingToClaimError(raw []byte) (*NashOracleNothingToClaim, error) {
	out := new(NashOracleNothingToClaim)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NothingToClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNothingToStop represents a NothingToStop error raised by the NashOracle contract.
type NashOracleNothingToStop struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToStop()
func NashOracleNothingToStopErrorID() common.Hash {
	return common.HexToHash("0x578e4cc18643541cffbf7c90d7bd5c3b2ec2acb6cda65ec59dff6a0220aaf1df")
}

// UnpackNothingToStopError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToStop()
func (nashOracle *NashOracle) UnpackNothingToStopError(raw []byte) (*NashOracleNothingToStop, error) {
	out := new(NashOracleNothingToStop)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NothingToStop", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleOutsideWindow represents a OutsideWindow error raised by the NashOracle contract.
type NashOracleOutsideWindow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OutsideWindow()
func NashOracleOutsideWindowErrorID() common.Hash {
	return common.HexToHash("0xcce12cb6b9ba9d21fb02b5a1bf60d7d7d8bb0534d472e12e3b3c05ef72cfc4bf")
}

// UnpackOutsideWindowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OutsideWindow()
func (nashOracle *NashOracle) UnpackOutsideWindowError(raw []byte) (*NashOracleOutsideWindow, error) {
	out := new(NashOracleOutsideWindow)
	if err := nashOracle.abi.UnpackIntoInterface(out, "OutsideWindow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOraclePaymentFailed represents a PaymentFailed error raised by the NashOracle contract.
type NashOraclePaymentFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PaymentFailed()
func NashOraclePaymentFailedErrorID() common.Hash {
	return common.HexToHash("0xf499da2002a42cc0e682f3cac7e9b85f1bca52c33814755c09d207fd799b718c")
}

// UnpackPaymentFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PaymentFailed()
func (nashOracle *NashOracle) UnpackPaymentFailedError(raw []byte) (*NashOraclePaymentFailed, error) {
	out := new(NashOraclePaymentFailed)
	if err := nashOracle.abi.UnpackIntoInterface(out, "PaymentFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleReentered represents a Reentered error raised by the NashOracle contract.
type NashOracleReentered struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Reentered()
func NashOracleReenteredErrorID() common.Hash {
	return common.HexToHash("0xb5dfd9e53a10d4d747ca3de749b98baf23546e800cbacdb1dbc28233e586d1ee")
}

// UnpackReenteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Reentered()
func (nashOracle *NashOracle) UnpackReenteredError(raw []byte) (*NashOracleReentered, error) {
	out := new(NashOracleReentered)
	if err := nashOracle.abi.UnpackIntoInterface(out, "Reentered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleStarted represents a Started error raised by the NashOracle contract.
type NashOracleStarted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Started()
func NashOracleStartedErrorID() common.Hash {
	return common.HexToHash("0xd8cea0ecd56872ff072e771658b5682ffe4de16d752947f79597d600ea56f7a9")
}

// UnpackStartedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Started()
func (nashOracle *NashOracle) UnpackStartedError(raw []byte) (*NashOracleStarted, error) {
	out := new(NashOracleStarted)
	if err := nashOracle.abi.UnpackIntoInterface(out, "Started", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleTaskOver represents a TaskOver error raised by the NashOracle contract.
type NashOracleTaskOver struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TaskOver()
func NashOracleTaskOverErrorID() common.Hash {
	return common.HexToHash("0xfe164a98552edb2c053a7ddf2df35e1b9b219b8c416a6bddb75e3898daa3e50b")
}

// UnpackTaskOverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TaskOver()
func (nashOracle *NashOracle) UnpackTaskOverError(raw []byte) (*NashOracleTaskOver, error) {
	out := new(NashOracleTaskOver)
	if err := nashOracle.abi.UnpackIntoInterface(out, "TaskOver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleTrailingBytes represents a TrailingBytes error raised by the NashOracle contract.
type NashOracleTrailingBytes struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TrailingBytes()
func NashOracleTrailingBytesErrorID() common.Hash {
	return common.HexToHash("0x1054cca6b86e0b57ba2b8667a942e7b6abba3435301b8d26ff12f2086cc0d94c")
}

// UnpackTrailingBytesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TrailingBytes()
func (nashOracle *NashOracle) UnpackTrailingBytesError(raw []byte) (*NashOracleTrailingBytes, error) {
	out := new(NashOracleTrailingBytes)
	if err := nashOracle.abi.UnpackIntoInterface(out, "TrailingBytes", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleTruncated represents a Truncated error raised by the NashOracle contract.
type NashOracleTruncated struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Truncated()
func NashOracleTruncatedErrorID() common.Hash {
	return common.HexToHash("0xcdda5c84b9e144cdb189da09a00a8bc6399199079c80a8b0b6c867f2cdd7b021")
}

// UnpackTruncatedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Truncated()
func (nashOracle *NashOracle) UnpackTruncatedError(raw []byte) (*NashOracleTruncated, error) {
	out := new(NashOracleTruncated)
	if err := nashOracle.abi.UnpackIntoInterface(out, "Truncated", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleUnfunded represents a Unfunded error raised by the NashOracle contract.
type NashOracleUnfunded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Unfunded()
func NashOracleUnfundedErrorID() common.Hash {
	return common.HexToHash("0x2ec27bbc9212b5b3f30cef276b954e96719342ab87e45af34ac68410c1ee0f27")
}

// UnpackUnfundedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Unfunded()
func (nashOracle *NashOracle) UnpackUnfundedError(raw []byte) (*NashOracleUnfunded, error) {
	out := new(NashOracleUnfunded)
	if err := nashOracle.abi.UnpackIntoInterface(out, "Unfunded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleUnknownFlags represents a UnknownFlags error raised by the NashOracle contract.
type NashOracleUnknownFlags struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownFlags()
func NashOracleUnknownFlagsErrorID() common.Hash {
	return common.HexToHash("0x31eb7cd84c7258aa2f6243de14220fc73959b9397d9e9aa5c1848a60ddc56f78")
}

// UnpackUnknownFlagsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownFlags()
func (nashOracle *NashOracle) UnpackUnknownFlagsError(raw []byte) (*NashOracleUnknownFlags, error) {
	out := new(NashOracleUnknownFlags)
	if err := nashOracle.abi.UnpackIntoInterface(out, "UnknownFlags", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleUnknownTask represents a UnknownTask error raised by the NashOracle contract.
type NashOracleUnknownTask struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownTask()
func NashOracleUnknownTaskErrorID() common.Hash {
	return common.HexToHash("0x95fd673b48be856a14f8c5b2e5f9115faabc0895a06fb45dc0702e4871102840")
}

// UnpackUnknownTaskError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownTask()
func (nashOracle *NashOracle) UnpackUnknownTaskError(raw []byte) (*NashOracleUnknownTask, error) {
	out := new(NashOracleUnknownTask)
	if err := nashOracle.abi.UnpackIntoInterface(out, "UnknownTask", raw); err != nil {
		return nil, err
	}
	return out, nil
}
