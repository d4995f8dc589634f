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
	Digest       bool
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
	Digest        bool
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

// OutcomeProofProof is an auto generated low-level Go binding around an user-defined struct.
type OutcomeProofProof struct {
	Batch uint64
	Page  []byte
	Path  [][32]byte
}

// NashOracleMetaData contains all meta data concerning the NashOracle contract.
var NashOracleMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"quorum_\",\"type\":\"address\",\"internalType\":\"contractIQuorumVerifier\"},{\"name\":\"registry_\",\"type\":\"address\",\"internalType\":\"contractAgentRegistry\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"CALLBACK_RESERVE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"GATE_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"GRACE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_CALLBACK_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"batchDigest\",\"inputs\":[{\"name\":\"payload\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"cancel\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"commit\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"commitment\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"createTask\",\"inputs\":[{\"name\":\"p\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.TaskParams\",\"components\":[{\"name\":\"solver\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"digest\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"description\",\"type\":\"string\",\"internalType\":\"string\"}]}],\"outputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"expire\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fund\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"head\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"h\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.Head\",\"components\":[{\"name\":\"lastRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"valueRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"posted\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"participants\",\"type\":\"uint24\",\"internalType\":\"uint24\"},{\"name\":\"exists\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"narrow\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"callback\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"insufficient\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"cancelled\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"digest\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"first\",\"type\":\"int128\",\"internalType\":\"int128\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"post\",\"inputs\":[{\"name\":\"payload\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"quorum\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIQuorumVerifier\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"read\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"value\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"updatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumNashOracle.Status\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"readAt\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"proof\",\"type\":\"tuple\",\"internalType\":\"structOutcomeProof.Proof\",\"components\":[{\"name\":\"batch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"page\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"path\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[{\"name\":\"value\",\"type\":\"int128[]\",\"internalType\":\"int128[]\"},{\"name\":\"updatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumNashOracle.Status\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractAgentRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"reveal\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"confidence\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"values\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"blinding\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"rootAt\",\"inputs\":[{\"name\":\"batch\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"rootCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setId\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"stop\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"taskCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"taskInfo\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structNashOracle.TaskInfo\",\"components\":[{\"name\":\"creator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lastRound\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"claimed\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"expired\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"funded\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"windows\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"commitFrom\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"revealFrom\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"BatchPosted\",\"inputs\":[{\"name\":\"digest\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"accepted\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"payload\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"BountyClaimed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"payee\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"rounds\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"CallbackDone\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"success\",\"type\":\"bool\",\"indexed\":false,\"internalType\":\"bool\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Committed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"group\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"commitment\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Revealed\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"round\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"agent\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"confidence\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"uint8\"},{\"name\":\"values\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"},{\"name\":\"blinding\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskCancelled\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"refund\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskCreated\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"creator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"params\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structNashOracle.TaskParams\",\"components\":[{\"name\":\"solver\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"dimension\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"width\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"digest\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"trimBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lambda\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"maxAgents\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"initialTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minTrust\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"start\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"commitSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealDelay\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"revealSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"period\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gate\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"consumer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"callbackGas\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"bounty\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"decimals\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"description\",\"type\":\"string\",\"internalType\":\"string\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskExpired\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"refund\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskFunded\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"from\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TaskStopped\",\"inputs\":[{\"name\":\"task\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"lastRound\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadAgents\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadAnchor\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadConsumer\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadCount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadDimension\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadGate\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadLambda\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadOrder\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPeriod\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadProof\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadShape\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadStart\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadText\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadTrim\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadTrust\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadValueWidth\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadVersion\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadWidth\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadWindows\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientGasForCallback\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoBounty\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoSuchRound\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAdmitted\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotInRing\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotOnPage\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotOver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheCreator\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheSender\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingNew\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToClaim\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToStop\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OutsideWindow\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"PaymentFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Reentered\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Started\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TaskOver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TrailingBytes\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Truncated\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Unfunded\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownFlags\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownTask\",\"inputs\":[]}]",
	ID:  "NashOracle",
	Bin: "0x610100604052348015610010575f5ffd5b50604051615c0b380380615c0b83398101604081905261002f91610155565b6001600160a01b03808316608081905290821660a0526040805163021fa49b60e21b8152905163087e926c916004808201926020929091908290030181865afa15801561007e573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100a2919061018d565b60c05260408051600481526024810182526020810180516001600160e01b031663a3b1b31d60e01b17905290515f9182916064916100df916101a4565b5f60405180830381855afa9150503d805f8114610117576040519150601f19603f3d011682016040523d82523d5f602084013e61011c565b606091505b509150915081801561012f575080516020145b151560e052506101ba92505050565b6001600160a01b0381168114610152575f5ffd5b50565b5f5f60408385031215610166575f5ffd5b82516101718161013e565b60208401519092506101828161013e565b809150509250929050565b5f6020828403121561019d575f5ffd5b5051919050565b5f82518060208501845e5f920191825250919050565b60805160a05160c05160e0516159f46102175f395f612f8d01525f81816101a301528181611a0e015261316001525f818161037b0152818161073e0152611b6301525f8181610220015281816110c6015261318201526159f45ff3fe60806040526004361061018e575f3560e01c806372efd405116100dc578063c4d252f511610087578063d72ecf6211610062578063d72ecf6214610455578063e837221d14610483578063f339e3b2146104d6578063f37399c314610502575f5ffd5b8063c4d252f5146103f8578063c644179814610417578063ca2869a014610436575f5ffd5b8063bd66528a116100b7578063bd66528a146103b1578063bea9216d146103d0578063bf14c119146103e5575f5ffd5b806372efd4051461034b5780637b1039991461036a578063b6cb58a51461039d575f5ffd5b8063259142ce1161013c57806361da14391161011757806361da1439146102e757806363c4f031146103165780636d9809a014610335575f5ffd5b8063259142ce1461029257806350d2e76b146102a5578063570f100b146102d1575f5ffd5b80631703a0181161016c5780631703a0181461020f578063184b8ea41461025a57806321111bb414610279575f5ffd5b8063087e926c14610192578063113bccb9146101d8578063137d29d9146101f9575b5f5ffd5b34801561019d575f5ffd5b506101c57f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020015b60405180910390f35b3480156101e3575f5ffd5b506101f76101f2366004614b36565b610521565b005b348015610204575f5ffd5b506101c562093a8081565b34801561021a575f5ffd5b506102427f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101cf565b348015610265575f5ffd5b506101f7610274366004614c12565b6105e8565b348015610284575f5ffd5b506101c56401200000035481565b6101c56102a0366004614c96565b610828565b3480156102b0575f5ffd5b506102c46102bf366004614cce565b610a81565b6040516101cf9190614ce5565b3480156102dc575f5ffd5b506101c5620186a081565b3480156102f2575f5ffd5b50610306610301366004614cce565b610cfd565b6040516101cf9493929190614f83565b348015610321575f5ffd5b506101f7610330366004614cce565b610def565b348015610340575f5ffd5b506101c5624c4b4081565b348015610356575f5ffd5b506101f7610365366004614fcd565b610f61565b348015610375575f5ffd5b506102427f000000000000000000000000000000000000000000000000000000000000000081565b3480156103a8575f5ffd5b506101c55f5481565b3480156103bc575f5ffd5b506101f76103cb366004614cce565b611000565b3480156103db575f5ffd5b506101c5614e2081565b6101f76103f3366004614cce565b6111a5565b348015610403575f5ffd5b506101f7610412366004614cce565b6112c9565b348015610422575f5ffd5b506101f7610431366004614cce565b61150c565b348015610441575f5ffd5b506101c5610450366004614cce565b6116d0565b348015610460575f5ffd5b5061047461046f366004615039565b61175e565b6040516101cf93929190615092565b34801561048e575f5ffd5b506104a261049d3660046150cb565b6117d1565b6040805167ffffffffffffffff958616815293851660208501529184169183019190915290911660608201526080016101cf565b3480156104e1575f5ffd5b506104f56104f0366004614cce565b611866565b6040516101cf91906150f5565b34801561050d575f5ffd5b506101c561051c3660046151dd565b6119e8565b603085141580610532575060708314155b8061053e575060608114155b15610575576040517f5aed9cff00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6105818a8a8a611a94565b9050876001600160a01b03168967ffffffffffffffff168b7ffa912181c26d5bacf539193f68969fe316dd0da1f25a4326a22e04c780b6ddb5848b8b8b8b8b8b6040516105d49796959493929190615245565b60405180910390a450505050505050505050565b5f6105f288611cb5565b90505f610609828967ffffffffffffffff16611d0c565b600183015483549192505f9163ffffffff9182169161063091600160e01b900416846152ae565b61063a91906152ae565b9050804210806106665750600183015461066290640100000000900463ffffffff16826152ae565b4210155b1561069d576040517fcce12cb600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60018301546106b890600160801b900461ffff1660106152c1565b85146106f0576040517f5aed9cff00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517fd85028320000000000000000000000000000000000000000000000000000000081526001600160a01b03898116600483015233602483015267ffffffffffffffff841660448301527f0000000000000000000000000000000000000000000000000000000000000000169063d850283290606401602060405180830381865afa158015610783573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906107a791906152e5565b6107dd576040517f873dd93300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b876001600160a01b03168967ffffffffffffffff168b7fdde80e08bb7235534795a6f47f1eedd77df9cd21283fd1415479cddfcdf3a78c8a8a8a8a6040516105d49493929190615300565b5f8061083c6101608401610140850161532d565b67ffffffffffffffff16156108625761085d6101608401610140850161532d565b610864565b425b90506108708382611db2565b3415801590610897575061088c6102608401610240850161535c565b6001600160801b0316155b156108ce576040517fde151d9900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f5f81546108dc90615375565b918290555092508290505f806108fa6102208701610200880161538d565b6001600160a01b03160361090e575f610921565b7004000000000000000000000000000000005b61093160608701604088016153a8565b60ff16600814610941575f610954565b7002000000000000000000000000000000005b17600160801b17905061096d60808601606087016153cc565b610977578061098c565b70200000000000000000000000000000000081175b60018364010000000081106109a3576109a36153e7565b01556109b560808601606087016153cc565b156109c4576109c48286612376565b5f828152640100000002602052604090206109e0908685612405565b5f6109ea866154e8565b67ffffffffffffffff8516610140820152604051909150339086907f239b09c746951dd5f698e0cb0fc74d7b5078e402fb7d5f80607993e881e9179990610a329085906156e2565b60405180910390a33415610a7857604051348152339086907f445261f2d48e762c283603166fc492190fa0fe097281e8169f243b94077aafcf9060200160405180910390a35b50505050919050565b604080516102e0810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052610160810182905261018081018290526101a081018290526101c081018290526101e08101829052610200810182905261022081018290526102408101829052610260810182905261028081018290526102a081018290526102c0810191909152610b4282611cb5565b604080516102e08101825282546001600160a01b03808216835267ffffffffffffffff600160a01b80840491909116602085015263ffffffff600160e01b9384900481169585019590955260018601548086166060860152640100000000810486166080860152680100000000000000008104861660a0860152600160601b8104861660c086015261ffff600160801b808304821660e088015260ff72010000000000000000000000000000000000008404811661010089015273010000000000000000000000000000000000000084048116610120890152848404909216610140880152760100000000000000000000000000000000000000000000830488166101608801527a010000000000000000000000000000000000000000000000000000909204871661018087015260028801548085166101a088015283810488166101c0880152600160c01b80820489166101e0890152908690048816610200880152600389015494851661022088015292840487166102408701529183049095166102608501529190041615156102808201526004909201546001600160801b038082166102a0850152919004166102c082015292915050565b60605f5f5f5f610d0c86611866565b90508060800151610d2657505f9250829150819050610de8565b5f868152640100000002602090815260409091209082015163ffffffff1694508415610da157610d60818667ffffffffffffffff16612a62565b9350816101200151610da157610d9e876001816401000000008110610d8757610d876153e7565b01546001840154600160801b900461ffff16612aea565b95505b81610100015115610db55760049250610de5565b8160e0015115610dc85760039250610de5565b67ffffffffffffffff851615610ddf576002610de2565b60015b92505b50505b9193509193565b5f610df982611cb5565b80549091506001600160a01b03163314610e3f576040517fc47d06aa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001810154600160601b900463ffffffff90811614610e8a576040517f578e4cc100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8054600190600160a01b900467ffffffffffffffff16421115610ef457600182015482546801000000000000000090910463ffffffff1690610edd90600160a01b900467ffffffffffffffff1642615892565b610ee791906158b9565b610ef190826152ae565b90505b6001820180546fffffffff0000000000000000000000001916600160601b63ffffffff84160217905560405167ffffffffffffffff8216815283907fb05a1689e07c0796b7465cfbdf68ff70848fa66bd21bde0d2559ad2d7f9caa239060200160405180910390a2505050565b60ff5f5c1615610f9d576040517fb5dfd9e500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f610fa98686612c5e565b90925090508535600d870135610fcd67ffffffffffffffff609884901c1682612f72565b610fe58888888860d887901c63ffffffff168961314a565b8215610ff657610ff6888885613297565b5050505050505050565b5f61100a82611cb5565b90505f6110178284613314565b60028301549091505f9061103890600160e01b900463ffffffff1683615892565b9050805f03611073576040517f969bf72800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6002830180547bffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b63ffffffff85160217905560048301545f906110c1906001600160801b0316836152c1565b90505f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031663ae90b2136040518163ffffffff1660e01b8152600401602060405180830381865afa158015611120573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061114491906158cc565b9050806001600160a01b0316867f3e6fe1d49f9b437e0831298ff4c06e061c19fb558ff9e1d54339f97b423599d6858560405161118b929190918252602082015260400190565b60405180910390a361119d8183613397565b505050505050565b5f6111af82611cb5565b60048101549091506001600160801b03165f036111f8576040517fde151d9900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6003810154600160e01b900460ff168061122157506001810154600160601b900463ffffffff16155b1561123f57604051631fc2c95360e31b815260040160405180910390fd5b600481015461126890611263903490600160801b90046001600160801b03166152ae565b61342b565b6004820180546001600160801b03928316600160801b029216919091179055604051339083907f445261f2d48e762c283603166fc492190fa0fe097281e8169f243b94077aafcf906112bd9034815260200190565b60405180910390a35050565b5f6112d382611cb5565b80549091506001600160a01b03163314611319576040517fc47d06aa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001810154600160601b900463ffffffff165f0361134a57604051631fc2c95360e31b815260040160405180910390fd5b8054600160a01b900467ffffffffffffffff164210611395576040517fd8cea0ec00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600481015460028201545f916113c3916001600160801b0390911690600160e01b900463ffffffff166152c1565b60048301549091505f906113e8908390600160801b90046001600160801b0316615892565b6004840180546001600160801b03808616600160801b029116179055600180850180546fffffffff000000000000000000000000191690559091505f9085640100000000811061143a5761143a6153e7565b0154905070100000000000000000000000000000000081176001866401000000008110611469576114696153e7565b01557020000000000000000000000000000000008116156114c1576114926007861660206152c1565b63ffffffff901b19640100000003600387901c632000000081106114b8576114b86153e7565b01805490911690555b847fe67476406541571ac47f892c6afb8f5cefc6aa0fe0ac998a50fd26d54f6535f2836040516114f391815260200190565b60405180910390a26115053383613397565b5050505050565b5f61151682611cb5565b6003810154909150600160e01b900460ff168061154257506001810154600160601b900463ffffffff16155b1561156057604051631fc2c95360e31b815260040160405180910390fd5b6001810154600160601b900463ffffffff90811614806115aa5750600181015462093a809061159d908390600160601b900463ffffffff16612a62565b6115a791906152ae565b42105b156115e1576040517f502b00df00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048101545f906001600160801b03166115fb8385613314565b61160591906152c1565b60048301549091505f9061162a908390600160801b90046001600160801b0316615892565b6004840180546001600160801b03808616600160801b0291161790556003840180547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff16600160e01b17905560405190915084907fdcd10cd2a06879b60cef8a98860590394d70a335ed49feb3c672cb860a09e980906116ad9084815260200190565b60405180910390a282546116ca906001600160a01b031682613397565b50505050565b640120000003545f908215806116e557508083115b806116fb5750806116f8612000856152ae565b11155b15611732576040517fcb8b617500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b640120000004611744612000856158e7565b6120008110611755576117556153e7565b01549392505050565b60605f808061178d85611786611777602083018361532d565b67ffffffffffffffff166116d0565b8989613471565b9195509091508490506117b26117a289611cb5565b8867ffffffffffffffff16612a62565b826117be5760026117c1565b60035b9350935093505093509350939050565b5f5f5f5f5f6117df87611cb5565b90505f6117f6828867ffffffffffffffff16611d0c565b8254909150819061181490600160e01b900463ffffffff16826152ae565b6001840154845463ffffffff9182169161183691600160e01b900416856152ae565b61184091906152ae565b611854858b67ffffffffffffffff16612a62565b929b919a509850909650945050505050565b60408051610160810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052906118c783613659565b60e081811c845260c082811c63ffffffff908116602087015260a084811c909116604087015262ffffff608885901c166060870152600160801b841615156080870152700200000000000000000000000000000000841615159086015270040000000000000000000000000000000083161515908501527008000000000000000000000000000000008216151590840152701000000000000000000000000000000000811615156101008401527020000000000000000000000000000000008116158015610120850152600f82900b6101408501529091506119e2575f6119ad8461368a565b600181811c6307ffffff1685528116151560e085018190529091506119d35782516119d5565b5f5b63ffffffff166020840152505b50919050565b5f7f3cd4a256da02f2f675cc3db584af2d2e1700a4d0a991c6531f3a1f87b1377f6f46307f00000000000000000000000000000000000000000000000000000000000000008686604051611a3d9291906158fa565b6040805191829003822060208301969096528101939093526001600160a01b039091166060830152608082015260a081019190915260c0016040516020818303038152906040528051906020012090505b92915050565b5f5f611a9f85611cb5565b90505f611ab6828667ffffffffffffffff16611d0c565b905080421080611ade57508154611ada90600160e01b900463ffffffff16826152ae565b4210155b15611b15576040517fcce12cb600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517fd85028320000000000000000000000000000000000000000000000000000000081526001600160a01b03858116600483015233602483015267ffffffffffffffff831660448301527f0000000000000000000000000000000000000000000000000000000000000000169063d850283290606401602060405180830381865afa158015611ba8573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611bcc91906152e5565b611c02576040517f873dd93300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048201546001600160801b03168015801590611c515750611c2f83888867ffffffffffffffff166136c7565b6004840154611c4f908390600160801b90046001600160801b03166158b9565b105b15611c88576040517f2ec27bbc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60028301546001600160a01b03168015611caa57611ca78189886137da565b94505b505050509392505050565b5f8181526401000000026020526040902080546001600160a01b0316611d07576040517f95fd673b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b919050565b5f811580611d2a57506001830154600160601b900463ffffffff1682115b15611d61576040517f5d057c1d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60018381015468010000000000000000900463ffffffff1690611d849084615892565b611d8e91906152c1565b8354611dab9190600160a01b900467ffffffffffffffff166152ae565b9392505050565b5f5463ffffffff11611df0576040517f1fc67efa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611e006040830160208401615909565b61ffff161580611e455750611e1b60808301606084016153cc565b611e2757610200611e2b565b6110005b61ffff16611e3f6040840160208501615909565b61ffff16115b15611e7c576040517f5f3a214d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611e8c60608301604084016153a8565b60ff16601014158015611eb25750611eaa60608301604084016153a8565b60ff16600814155b15611ee9576040517fdad9d1b300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611388611efc60a0840160808501615909565b61ffff1610611f37576040517fffe5b57600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61fde8611f4a60c0840160a08501615922565b63ffffffff161115611f88576040517f752e07fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b611f9860e0830160c08401615922565b63ffffffff161580611fd45750611fb560e0830160c08401615922565b63ffffffff16611fcc610100840160e08501615922565b63ffffffff16105b80611ff957506301000000611ff0610100840160e08501615922565b63ffffffff1610155b15612030576040517f62893d0800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6201000061204661012084016101008501615922565b63ffffffff16118061207157506201000061206961014084016101208501615922565b63ffffffff16115b156120a8576040517ff72ab94700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b428167ffffffffffffffff1610806120d05750650100000000008167ffffffffffffffff1610155b15612107576040517f5fb0179000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61211961018083016101608401615922565b63ffffffff16158061214057506121386101c083016101a08401615922565b63ffffffff16155b15612177576040517f3c8fe7c000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61218a6101e084016101c08501615922565b63ffffffff16905080158015906121c457506121ae61018084016101608501615922565b63ffffffff168110806121c45750638000000081115b156121fb576040517f7bdc76e200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61220e61020085016101e0860161538d565b6001600160a01b03161415801561223e575061223261020084016101e0850161538d565b6001600160a01b03163b155b15612275576040517f48aa750700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61228761024084016102208501615922565b63ffffffff16155f6122a16102208601610200870161538d565b6001600160a01b0316141415806122d15750624c4b406122c961024085016102208601615922565b63ffffffff16115b15612308576040517fc4e43b0800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f612313848061593b565b915050801580612324575061010081115b8061233f575061040061233b61028086018661593b565b9050115b156116ca576040517f5a2a093e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b638000000061238d6102608301610240840161535c565b6001600160801b03161515806123bd57505f6123b16102208401610200850161538d565b6001600160a01b031614155b156123c9576340000000175b6123d76007841660206152c1565b81901b640100000003600385901c632000000081106123f8576123f86153e7565b0180549091179055505050565b82547fffffffff0000000000000000000000000000000000000000000000000000000016337fffffffff0000000000000000ffffffffffffffffffffffffffffffffffffffff1617600160a01b67ffffffffffffffff83160217835561247361018083016101608401615922565b835463ffffffff91909116600160e01b027bffffffffffffffffffffffffffffffffffffffffffffffffffffffff9091161783556124b96101a083016101808401615922565b6001840180547fffffffffffffffffffffffffffffffffffffffffffffffffffffffff000000001663ffffffff929092169190911790556125026101c083016101a08401615922565b60018401805463ffffffff92909216640100000000027fffffffffffffffffffffffffffffffffffffffffffffffff00000000ffffffff9092169190911790556125546101e083016101c08401615922565b60018401805463ffffffff9290921668010000000000000000027fffffffffffffffffffffffffffffffffffffffff00000000ffffffffffffffff9092169190911790556125aa6101e083016101c08401615922565b63ffffffff16156125bf5763ffffffff6125c2565b60015b60018401805463ffffffff92909216600160601b026fffffffff000000000000000000000000199092169190911790556126026040830160208401615909565b60018401805461ffff92909216600160801b027fffffffffffffffffffffffffffff0000ffffffffffffffffffffffffffffffff90921691909117905561264f60608301604084016153a8565b60018401805460ff929092167201000000000000000000000000000000000000027fffffffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffff9092169190911790556126ac610280830161026084016153a8565b60018401805460ff92909216730100000000000000000000000000000000000000027fffffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffff90921691909117905561270860a0830160808401615909565b60018401805461ffff92909216600160a01b027fffffffffffffffffffff0000ffffffffffffffffffffffffffffffffffffffff90921691909117905561275560c0830160a08401615922565b60018401805463ffffffff92909216760100000000000000000000000000000000000000000000027fffffffffffff00000000ffffffffffffffffffffffffffffffffffffffffffff9092169190911790556127b760e0830160c08401615922565b60018401805463ffffffff929092167a010000000000000000000000000000000000000000000000000000027fffff00000000ffffffffffffffffffffffffffffffffffffffffffffffffffff90921691909117905561281f61020083016101e0840161538d565b6002840180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039290921691909117905561286a610100830160e08401615922565b60028401805463ffffffff92909216600160a01b027fffffffffffffffff00000000ffffffffffffffffffffffffffffffffffffffff9092169190911790556128bb61024083016102208401615922565b60028401805463ffffffff92909216600160c01b027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff90921691909117905561290c6102208301610200840161538d565b6003840180547fffffffffffffffffffffffff0000000000000000000000000000000000000000166001600160a01b039290921691909117905561295861012083016101008401615922565b60038401805463ffffffff92909216600160a01b027fffffffffffffffff00000000ffffffffffffffffffffffffffffffffffffffff9092169190911790556129a961014083016101208401615922565b60038401805463ffffffff92909216600160c01b027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff9092169190911790556129fa6102608301610240840161535c565b6004840180547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166001600160801b0392909216919091179055612a3d3461342b565b600490930180546001600160801b03948516600160801b029416939093179092555050565b60018083015483545f9263ffffffff640100000000840481169381811693600160e01b90048216926801000000000000000090910490911690612aa59087615892565b612aaf91906152c1565b8654612acc9190600160a01b900467ffffffffffffffff166152ae565b612ad691906152ae565b612ae091906152ae565b611dab91906152ae565b60608167ffffffffffffffff811115612b0557612b056153fb565b604051908082528060200260200182016040528015612b2e578160200160208202803683370190505b5090507002000000000000000000000000000000008316151580612b525783612b5b565b602084600f0b901b5b825f81518110612b6d57612b6d6153e7565b6020026020010190600f0b9081600f0b815250505f81612b8e576002612b91565b60045b60ff1690505f805b85612ba58260016152ae565b1015611caa57612bb583826158e7565b5f03612bec575f88815264010000000160205260409020612bd684836158b9565b6180008110612be757612be76153e7565b015491505b83612bfb57608082901c612c07565b60c082901d60201b60130b5b85612c138360016152ae565b81518110612c2357612c236153e7565b6020026020010190600f0b9081600f0b8152505083612c43576080612c46565b60405b60ff169190911b90612c5781615375565b9050612b99565b5f80602f831015612c8257604051633376972160e21b815260040160405180910390fd5b83602d81013560f01c6001823560f81c14612cc9576040517fcead342900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6101006001820310612d07576040517f1fc67efa00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b602f919091019060019081901b90600160ba1b83351615612d3c57868601612d308185856138d8565b90985096509094509150505b805b818314612e5657833580600e1a8160e01c6001015463ffffffff8360c01c168160e01c811177020000000000000000000000000000000000000000000000851660381c600160801b1770370000000000000000000000000000000084161416601060018660b91c161c6001850310600160901b77fd000000ffff0000000000000000000000000000000000008716141616612ddc5750505050612e56565b600f8801975087358360031b610100031d60801b60801c600160a01b77ffffffff00000007000000000000000000000000000000008416011773ffffff00000000000000000000000000000000008560181c168260c01b8360e01b1717178460e01c600101555050808601955050508160011b9150612d3e565b81039490941793818114612ed05780612e70848285613bbd565b82810397909717969094509150828203612e8a5750612ed0565b808214612e9a575060011c612ec8565b5f5f612ea78a8a88613d4c565b919750925090508115612eb957968317965b8015612ec457958317955b5050505b60011b612d3c565b8587019150818314612f2f5781831115612efd57604051633376972160e21b815260040160405180910390fd5b6040517f1054cca600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b845f03612f68576040517f351050a400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5050509250929050565b8015801590612f815750814081145b15612f8a575050565b5f7f0000000000000000000000000000000000000000000000000000000000000000156130ad5760646001600160a01b031663a3b1b31d6040518163ffffffff1660e01b8152600401602060405180830381865afa158015612fee573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190613012919061597e565b831061303157604051636e84ebb560e01b815260040160405180910390fd5b6130a660648460405160240161304991815260200190565b60408051601f198184030181529190526020810180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167f2b407a8200000000000000000000000000000000000000000000000000000000179052613e39565b9050613118565b4383106130cd57604051636e84ebb560e01b815260040160405180910390fd5b5081405f8190036131185761311571f90827f1c53a10cb7a02335b1753200029358460405160200161310191815260200190565b604051602081830303815290604052613e39565b90505b80158015906131275750818114155b1561314557604051636e84ebb560e01b815260040160405180910390fd5b505050565b60408051828152602081018290529081018690527f0000000000000000000000000000000000000000000000000000000000000000907f0000000000000000000000000000000000000000000000000000000000000000907fad82d72800000000000000000000000000000000000000000000000000000000907f3cd4a256da02f2f675cc3db584af2d2e1700a4d0a991c6531f3a1f87b1377f6f907f2ad6bb83c3cd24315d1a70f1666473820dd7ed707bd674f6caf8ad2d93b0fbf390606081018b8d82378b81205f8d830152601f19601f8e01168201915082820385835246602084015230604084015288606084015281608084015260a0832091508683528160048401528a6024840152606060448401528b60648401528b8d60848501375f5f8d608401858b5afa613281573d5f843e3d83fd5b81858286a2505050505050505050505050505050565b60015f805c60ff19168217905d50602f83015b81156133045780356132bd600f836152ae565b915060018316156132d2576132d28183613e60565b6132eb60ff608883901c1661ffff609084901c166152c1565b6132f590836152ae565b915050600182901c91506132aa565b5f60ff19815c16815d5050505050565b60048201545f906001600160801b0316808203613334575f915050611a8e565b5f60a0600185640100000000811061334e5761334e6153e7565b01546004870154911c63ffffffff1691505f9061337c908490600160801b90046001600160801b03166158b9565b905080821061338b578061338d565b815b9695505050505050565b805f036133a2575050565b5f826001600160a01b0316826040515f6040518083038185875af1925050503d805f81146133eb576040519150601f19603f3d011682016040523d82523d5f602084013e6133f0565b606091505b5050905080613145576040517ff499da2000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6001600160801b0382111561346d576040517ff499da2000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5090565b60605f8085158061348a5750856134878861400d565b14155b156134c1576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b365f6134d060208a018a61593b565b90925090505f5b8181101561361d578281013560ff608882901c1661ffff609083901c166134ff600f856152ae565b935060e083901c8b14801561352757508967ffffffffffffffff1660c084901c63ffffffff16145b156135ff57600260b884901c1615158167ffffffffffffffff81111561354f5761354f6153fb565b604051908082528060200260200182016040528015613578578160200160208202803683370190505b5099505f5b828110156135e15787860135600385901b610100031d8261359e57806135a7565b602081600f0b901b5b8c83815181106135b9576135b96153e7565b600f9290920b602092830291909101909101526135d685886152ae565b96505060010161357d565b50505060a082901c96505060b81c6001161515935061364f92505050565b61360982826152c1565b61361390856152ae565b93505050506134d7565b6040517f132738af00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b9450945094915050565b5f63ffffffff821161368357600182640100000000811061367c5761367c6153e7565b0154611a8e565b5f92915050565b5f6136996007831660206152c1565b640100000003600384901c632000000081106136b7576136b76153e7565b015463ffffffff911c1692915050565b5f8060018464010000000081106136e0576136e06153e7565b015490505f702000000000000000000000000000000000821615613716576001630ffffffe61370e8761368a565b16901c61371c565b60e082901c5b90505f6137298583614079565b6137339086615892565b600188015490915068010000000000000000900463ffffffff1680156137c657600188015488545f9163ffffffff640100000000820481169261378192821691600160e01b909104166152ae565b61378b91906152ae565b90506137c28383600161379e82866152ae565b6137a89190615892565b6137b291906158b9565b6137bd9060016152ae565b614079565b9250505b611ca78263ffffffff60a087901c166152ae565b604051602481018390526001600160a01b03821660448201525f90819060640160408051601f198184030181529181526020820180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fc349d6d80000000000000000000000000000000000000000000000000000000017815282519293505f9283928392620186a09284918c85fa5f51602051603f3d11909216955093509150831580613887575082600114155b80613895575063ffffffff82115b156138cc576040517fc9d2a27c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50979650505050505050565b5f8080808061393560f06138f46138f060028b615892565b3590565b901c60408051808201815260059290921b820101602082018190527fd495ab419c297da128b3c99ab48d59a18d8531c99c330db7a0d557dc899062e1905290565b879550600194509050845b8685141580156139565750600160ba1b86351615155b15613b555784975061396b8287878a85614088565b91975095509050845f80805b888b14613acb5789357ffffffff8f8000000ff000000ffffff00000000000000000000000000000000008482181615613a505780600e1a8061ffff8360901c16029250601060018360b91c161c8111155f8411600160ba1b7bf8000000fd000000000000000000000000000000000000000000000085161416166139fc575050613acb565b50600f8201915083158460e31c8260e31c031715613a4c57848a1460078260e01c1617613a295750613acb565b8215613a3d57828460e31c64010000000301555b8060e31c640100000003015492505b8093505b60e08160db1c1663ffffffff84821c16630ffffffe8360bf1c16638000000017039150630fffffff6001830310613a88575050613acb565b9a82019a1b919091019060ff858b031115613ac05785516020870151868c038760208301376020968c03870190208152909401855288935b8860011b9850613977565b508015613ae057808260e31c64010000000301555b50505087850393841793613940575f613af98a886143eb565b90995090505f819003613b1957613b11838389614595565b889150613b45565b938517936001811115613b2b57928517925b610100828a0310613b4557613b4183838b614595565b8891505b889650600186901b955050613940565b613b60828288614595565b5f613b6a836145be565b90508015613bb157806401200000046120006401200000035f8154613b8e90615375565b9182905550613b9d91906158e7565b6120008110613bae57613bae6153e7565b01555b50505093509350935093565b5f5f6401000000016020525b838314613d435784358060e01c6001015481600e1a8061ffff8460901c16028260e01c63ffffffff8560c01c161177020000000000000000000000000000000000000000000000851660381c600160801b17703700000000000000000000000000000000851614165f8211601060018760b91c161c84141677fd00000000000000000000000000000000000000000000008616151616613c6c5750505050613d43565b600f8901985088358260031b610100031d60801b60801c600160a01b77ffffffff00000007000000000000000000000000000000008516011773ffffff00000000000000000000000000000000008560181c1663ffffffff8660c01c1660c01b8660c01c60e01b1717178460e01c600101558360e01c5f5260405f209250808901905081890198505b601f8103891015613d155788358355600183019250602089019850613cf5565b80891015613d345788810360200360031b93508835841c841b83558098505b505050508360011b9350613bc9565b50929391925050565b600f810190838301905f9081903583851115613d7b57604051633376972160e21b815260040160405180910390fd5b613d8481614637565b600160ba1b811615613dc2576040517f98c2c36800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f600160e083901c6401000000008110613dde57613dde6153e7565b01549050608882901c60ff16609083901c61ffff160286019450613e028183614766565b93508315613e2e57858503613e2057613e1b81836147c1565b613e2e565b613e2b81838861487f565b92505b505093509350939050565b5f60205f83516020850186620186a0fa60203d14811615613e59575f5191505b5092915050565b60e082901c5f81815264010000000260209081526040808320600381015460029091015491517f7504fc0c000000000000000000000000000000000000000000000000000000008082526004820187905263ffffffff60c08a901c8116602484018190526060604485015260908b901c61ffff166064850181905290976001600160a01b0390951696600160c01b909604909116949193916084808501929160888d901c60ff169160b48e901c90911690621fffe0608b8f901c168701015b80851015613f46578c358360031b610100031d821b8552828d019c50602085019450613f1f565b505050908390039150613f5d9050614e20856152ae565b60405a613f6b90603f6152c1565b613f7591906158b9565b1015613fad576040517f657989e900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f5f83855f8a8af190508667ffffffffffffffff16885f1b7ff7387535bb8ecf310de1c00fdf222d4b38d2589dfc443e78c62b91e9b15ed56f83604051613ff9911515815260200190565b60405180910390a350505050505050505050565b5f611a8e61401e6040840184615995565b7fd495ab419c297da128b3c99ab48d59a18d8531c99c330db7a0d557dc899062e161404c602087018761593b565b60405160200161405e939291906159db565b60405160208183030381529060405280519060200120614965565b5f828218828410028218611dab565b5f5f5f5b600185036001600788901b0310156143de575f5f9050873580600e1a601060018360b91c161c6001820310600f8261ffff8560901c16020191507fffffffff00000000ff000000ffffff0000000000000000000000000000000000826007028c0135600760e01b8518181615600f83118216600160ba1b7c0700000000fd000000000000000000000000000000000000000000000086161416161561438257600782028b018035602090811b5f90815291849003803580831b60045290859003803580841b60085290869003803580851b600c5290879003803580861b60105290889003803580871b601452908990033580871b601852958a901b601c52955164010000000360e38b901c018054600183901b987f0fffffff0fffffff0fffffff0fffffff0fffffff0fffffff0fffffff0fffffff82168a037f7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff01987ff0000000f0000000f0000000f0000000f0000000f0000000f0000000f00000009092167f80000000800000008000000080000000800000008000000080000000800000009081187fffffffff00000000ff000000ffffff0000000000000000000000000000000000938f18600160e01b18928f187c020000000000000000000000000000000000000000000000000000000018968f187c030000000000000000000000000000000000000000000000000000000018978f187c040000000000000000000000000000000000000000000000000000000018988f187c050000000000000000000000000000000000000000000000000000000018998f187c0600000000000000000000000000000000000000000000000000000000189990991797909717959095179390931793909317919091167ff8000000f8000000f8000000f8000000f8000000f8000000f8000000f80000009091161792909217919083811618821761437d5763800000007c010000000100000001000000010000000100000001000000010000000102841781558597505b505050505b505050805f0361439257506143de565b600880820289019897901b965b610100868a03106143d757818060ff838903820101816143c1576143c16158a5565b0402016143cf8a8783614595565b80955061439f565b505061408c565b5094969395509093505050565b600f81015f82358483111561441357604051633376972160e21b815260040160405180910390fd5b61441c81614637565b61ffff609082901c1660ff608883901c1602929092019160e081901c602060078216025f64010000000360e385901c6320000000811061445e5761445e6153e7565b0154905063ffffffff81831c8181169160c087901c1690638000000016158061449157506001630ffffffe8316901c8111155b8061449f57506307ffffff81115b156144b357505f955061458e945050505050565b600160b887901c81169082901b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00000008416178117808418861b8518640100000003600389901c6320000000811061450b5761450b6153e7565b0155600198506340000000841615614585575f6001886401000000008110614535576145356153e7565b0154905080600160a01b016001896401000000008110614557576145576153e7565b0155700400000000000000000000000000000000811615801590614579575082155b1561458357600299505b505b50505050505050505b9250929050565b808214613145578251602084015183830384602083013760209390920383019091208152019052565b5f60408201825181811115614630575b6020828203111561462b5781825b602081840311156146105760208181018051835190811160051b90815290519082185260405f8190208452920191016145dc565b8281101561462357805182526020820191505b5090506145ce565b815192505b5050919050565b60ff60b882901c81169061ffff609084901c1690608884901c16600783111561468c576040517f31eb7cd800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60018316156146d457818117156146cf576040517fa9b0b66500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6116ca565b8115806146df575080155b15614716576040517fa9b0b66500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600283165f0361472757601061472a565b60085b60ff168111156116ca576040517f8f8ff83f00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6038770200000000000000000000000000000000000000000000008316901c600160801b177033000000000000000000000000000000008416148015611dab575060e083901c60c083901c63ffffffff1611905092915050565b5f70080000000000000000000000000000000073ffffff0000000000000000000000000000000000601884901c1677ffffffff00000007000000000000000000000000000000008516600160a01b01602085901b7fffffffff000000000000000000000000000000000000000000000000000000001617171790507bffffffff0000000000000000ffffffffffffffffffffffffffffffff83168117600160e084901c6401000000008110614878576148786153e7565b0155505050565b6001600160801b0381356107f8608585901c16610100031d167bffffffff00000000000000000000000000000000000000000000000083167fffffffff00000000000000000000000000000000000000000000000000000000602085901b16600160a01b77ffffffff000000070000000000000000000000000000000087160117601885901c73ffffff0000000000000000000000000000000000161717908117600160e085901c8101919091555f919061ffff609086901c1611156149495761494984846149a6565b5050505070040000000000000000000000000000000016151590565b5f81815b8481101561499d5761499382878784818110614987576149876153e7565b90506020020135614a93565b9150600101614969565b50949350505050565b5f6401000000015f60e085901c81526020019081526020015f2090508060ff8460881c16608060018660b91c161c8161ffff8760901c160285018286019550818360031b1460018114614a50578360031b6101000383610100036101005f5b858b1015614a395790869003908a35841d831b831c821b1781614a30578855506001909601956101005f5b99870199614a05565b610100821015614a47578089555b50505050610ff6565b5b816020880111614a705786358555600185019450602087019650614a51565b81871015610ff65750853595900360200360031b94851c90941b90915550505050565b5f818310614aad575f828152602084905260409020611dab565b5f838152602083905260409020611dab565b803567ffffffffffffffff81168114611d07575f5ffd5b6001600160a01b0381168114614aea575f5ffd5b50565b8035611d0781614ad6565b5f5f83601f840112614b08575f5ffd5b50813567ffffffffffffffff811115614b1f575f5ffd5b60208301915083602082850101111561458e575f5ffd5b5f5f5f5f5f5f5f5f5f60c08a8c031215614b4e575f5ffd5b89359850614b5e60208b01614abf565b975060408a0135614b6e81614ad6565b965060608a013567ffffffffffffffff811115614b89575f5ffd5b614b958c828d01614af8565b90975095505060808a013567ffffffffffffffff811115614bb4575f5ffd5b614bc08c828d01614af8565b90955093505060a08a013567ffffffffffffffff811115614bdf575f5ffd5b614beb8c828d01614af8565b915080935050809150509295985092959850929598565b803560ff81168114611d07575f5ffd5b5f5f5f5f5f5f5f60c0888a031215614c28575f5ffd5b87359650614c3860208901614abf565b95506040880135614c4881614ad6565b9450614c5660608901614c02565b9350608088013567ffffffffffffffff811115614c71575f5ffd5b614c7d8a828b01614af8565b989b979a5095989497959660a090950135949350505050565b5f60208284031215614ca6575f5ffd5b813567ffffffffffffffff811115614cbc575f5ffd5b82016102a08185031215611dab575f5ffd5b5f60208284031215614cde575f5ffd5b5035919050565b81516001600160a01b031681526102e081016020830151614d12602084018267ffffffffffffffff169052565b506040830151614d2a604084018263ffffffff169052565b506060830151614d42606084018263ffffffff169052565b506080830151614d5a608084018263ffffffff169052565b5060a0830151614d7260a084018263ffffffff169052565b5060c0830151614d8a60c084018263ffffffff169052565b5060e0830151614da060e084018261ffff169052565b50610100830151614db761010084018260ff169052565b50610120830151614dce61012084018260ff169052565b50610140830151614de661014084018261ffff169052565b50610160830151614e0061016084018263ffffffff169052565b50610180830151614e1a61018084018263ffffffff169052565b506101a0830151614e376101a08401826001600160a01b03169052565b506101c0830151614e516101c084018263ffffffff169052565b506101e0830151614e6b6101e084018263ffffffff169052565b50610200830151614e8561020084018263ffffffff169052565b50610220830151614ea26102208401826001600160a01b03169052565b50610240830151614ebc61024084018263ffffffff169052565b50610260830151614ed661026084018263ffffffff169052565b50610280830151614eec61028084018215159052565b506102a0830151614f096102a08401826001600160801b03169052565b506102c0830151613e596102c08401826001600160801b03169052565b5f8151808452602084019350602083015f5b82811015614f59578151600f0b865260209586019590910190600101614f38565b5093949350505050565b60058110614f7f57634e487b7160e01b5f52602160045260245ffd5b9052565b608081525f614f956080830187614f26565b905067ffffffffffffffff8516602083015267ffffffffffffffff84166040830152614fc46060830184614f63565b95945050505050565b5f5f5f5f60408587031215614fe0575f5ffd5b843567ffffffffffffffff811115614ff6575f5ffd5b61500287828801614af8565b909550935050602085013567ffffffffffffffff811115615021575f5ffd5b61502d87828801614af8565b95989497509550505050565b5f5f5f6060848603121561504b575f5ffd5b8335925061505b60208501614abf565b9150604084013567ffffffffffffffff811115615076575f5ffd5b840160608187031215615087575f5ffd5b809150509250925092565b606081525f6150a46060830186614f26565b905067ffffffffffffffff841660208301526150c36040830184614f63565b949350505050565b5f5f604083850312156150dc575f5ffd5b823591506150ec60208401614abf565b90509250929050565b815163ffffffff1681526101608101602083015161511b602084018263ffffffff169052565b506040830151615133604084018263ffffffff169052565b50606083015161514a606084018262ffffff169052565b50608083015161515e608084018215159052565b5060a083015161517260a084018215159052565b5060c083015161518660c084018215159052565b5060e083015161519a60e084018215159052565b506101008301516151b061010084018215159052565b506101208301516151c661012084018215159052565b50610140830151613e59610140840182600f0b9052565b5f5f602083850312156151ee575f5ffd5b823567ffffffffffffffff811115615204575f5ffd5b61521085828601614af8565b90969095509350505050565b81835281816020850137505f602082840101525f6020601f19601f840116840101905092915050565b63ffffffff88168152608060208201525f61526460808301888a61521c565b828103604084015261527781878961521c565b9050828103606084015261528c81858761521c565b9a9950505050505050505050565b634e487b7160e01b5f52601160045260245ffd5b80820180821115611a8e57611a8e61529a565b8082028115828204841417611a8e57611a8e61529a565b8015158114614aea575f5ffd5b5f602082840312156152f5575f5ffd5b8151611dab816152d8565b60ff85168152606060208201525f61531c60608301858761521c565b905082604083015295945050505050565b5f6020828403121561533d575f5ffd5b611dab82614abf565b80356001600160801b0381168114611d07575f5ffd5b5f6020828403121561536c575f5ffd5b611dab82615346565b5f600182016153865761538661529a565b5060010190565b5f6020828403121561539d575f5ffd5b8135611dab81614ad6565b5f602082840312156153b8575f5ffd5b611dab82614c02565b8035611d07816152d8565b5f602082840312156153dc575f5ffd5b8135611dab816152d8565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b6040516102a0810167ffffffffffffffff81118282101715615433576154336153fb565b60405290565b5f82601f830112615448575f5ffd5b813567ffffffffffffffff811115615462576154626153fb565b604051601f8201601f19908116603f0116810167ffffffffffffffff81118282101715615491576154916153fb565b6040528181528382016020018510156154a8575f5ffd5b816020850160208301375f918101602001919091529392505050565b803561ffff81168114611d07575f5ffd5b803563ffffffff81168114611d07575f5ffd5b5f6102a082360312156154f9575f5ffd5b61550161540f565b823567ffffffffffffffff811115615517575f5ffd5b61552336828601615439565b825250615532602084016154c4565b602082015261554360408401614c02565b6040820152615554606084016153c1565b6060820152615565608084016154c4565b608082015261557660a084016154d5565b60a082015261558760c084016154d5565b60c082015261559860e084016154d5565b60e08201526155aa61010084016154d5565b6101008201526155bd61012084016154d5565b6101208201526155d06101408401614abf565b6101408201526155e361016084016154d5565b6101608201526155f661018084016154d5565b6101808201526156096101a084016154d5565b6101a082015261561c6101c084016154d5565b6101c082015261562f6101e08401614aed565b6101e08201526156426102008401614aed565b61020082015261565561022084016154d5565b6102208201526156686102408401615346565b61024082015261567b6102608401614c02565b61026082015261028083013567ffffffffffffffff81111561569b575f5ffd5b6156a736828601615439565b6102808301525092915050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081525f82516102a060208401526156ff6102c08401826156b4565b90506020840151615716604085018261ffff169052565b50604084015160ff81166060850152506060840151801515608085015250608084015161ffff811660a08501525060a084015163ffffffff811660c08501525060c084015163ffffffff811660e08501525060e084015163ffffffff81166101008501525061010084015163ffffffff81166101208501525061012084015163ffffffff81166101408501525061014084015167ffffffffffffffff81166101608501525061016084015163ffffffff81166101808501525061018084015163ffffffff81166101a0850152506101a084015163ffffffff81166101c0850152506101c084015163ffffffff81166101e0850152506101e08401516001600160a01b038116610200850152506102008401516001600160a01b0381166102208501525061022084015163ffffffff8116610240850152506102408401516001600160801b0381166102608501525061026084015160ff811661028085015250610280840151601f19848303016102a0850152614fc482826156b4565b81810381811115611a8e57611a8e61529a565b634e487b7160e01b5f52601260045260245ffd5b5f826158c7576158c76158a5565b500490565b5f602082840312156158dc575f5ffd5b8151611dab81614ad6565b5f826158f5576158f56158a5565b500690565b818382375f9101908152919050565b5f60208284031215615919575f5ffd5b611dab826154c4565b5f60208284031215615932575f5ffd5b611dab826154d5565b5f5f8335601e19843603018112615950575f5ffd5b83018035915067ffffffffffffffff82111561596a575f5ffd5b60200191503681900382131561458e575f5ffd5b5f6020828403121561598e575f5ffd5b5051919050565b5f5f8335601e198436030181126159aa575f5ffd5b83018035915067ffffffffffffffff8211156159c4575f5ffd5b6020019150600581901b360382131561458e575f5ffd5b838152818360208301375f91016020019081529291505056",
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
// the contract method with ID 0x259142ce.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createTask((string,uint16,uint8,bool,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
func (nashOracle *NashOracle) PackCreateTask(p NashOracleTaskParams) []byte {
	enc, err := nashOracle.abi.Pack("createTask", p)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateTask is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x259142ce.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createTask((string,uint16,uint8,bool,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
func (nashOracle *NashOracle) TryPackCreateTask(p NashOracleTaskParams) ([]byte, error) {
	return nashOracle.abi.Pack("createTask", p)
}

// UnpackCreateTask is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x259142ce.
//
// Solidity: function createTask((string,uint16,uint8,bool,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) p) payable returns(bytes32 task)
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
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,bool,int128) h)
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
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,bool,int128) h)
func (nashOracle *NashOracle) TryPackHead(task [32]byte) ([]byte, error) {
	return nashOracle.abi.Pack("head", task)
}

// UnpackHead is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf339e3b2.
//
// Solidity: function head(bytes32 task) view returns((uint32,uint32,uint32,uint24,bool,bool,bool,bool,bool,bool,int128) h)
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

// PackReadAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd72ecf62.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function readAt(bytes32 task, uint64 round, (uint64,bytes,bytes32[]) proof) view returns(int128[] value, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) PackReadAt(task [32]byte, round uint64, proof OutcomeProofProof) []byte {
	enc, err := nashOracle.abi.Pack("readAt", task, round, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReadAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd72ecf62.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function readAt(bytes32 task, uint64 round, (uint64,bytes,bytes32[]) proof) view returns(int128[] value, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) TryPackReadAt(task [32]byte, round uint64, proof OutcomeProofProof) ([]byte, error) {
	return nashOracle.abi.Pack("readAt", task, round, proof)
}

// ReadAtOutput serves as a container for the return parameters of contract
// method ReadAt.
type ReadAtOutput struct {
	Value     []*big.Int
	UpdatedAt uint64
	Status    uint8
}

// UnpackReadAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd72ecf62.
//
// Solidity: function readAt(bytes32 task, uint64 round, (uint64,bytes,bytes32[]) proof) view returns(int128[] value, uint64 updatedAt, uint8 status)
func (nashOracle *NashOracle) UnpackReadAt(data []byte) (ReadAtOutput, error) {
	out, err := nashOracle.abi.Unpack("readAt", data)
	outstruct := new(ReadAtOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Value = *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	outstruct.UpdatedAt = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	outstruct.Status = *abi.ConvertType(out[2], new(uint8)).(*uint8)
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

// PackRootAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca2869a0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rootAt(uint256 batch) view returns(bytes32)
func (nashOracle *NashOracle) PackRootAt(batch *big.Int) []byte {
	enc, err := nashOracle.abi.Pack("rootAt", batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRootAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca2869a0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rootAt(uint256 batch) view returns(bytes32)
func (nashOracle *NashOracle) TryPackRootAt(batch *big.Int) ([]byte, error) {
	return nashOracle.abi.Pack("rootAt", batch)
}

// UnpackRootAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xca2869a0.
//
// Solidity: function rootAt(uint256 batch) view returns(bytes32)
func (nashOracle *NashOracle) UnpackRootAt(data []byte) ([32]byte, error) {
	out, err := nashOracle.abi.Unpack("rootAt", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRootCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21111bb4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rootCount() view returns(uint256)
func (nashOracle *NashOracle) PackRootCount() []byte {
	enc, err := nashOracle.abi.Pack("rootCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRootCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21111bb4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rootCount() view returns(uint256)
func (nashOracle *NashOracle) TryPackRootCount() ([]byte, error) {
	return nashOracle.abi.Pack("rootCount")
}

// UnpackRootCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x21111bb4.
//
// Solidity: function rootCount() view returns(uint256)
func (nashOracle *NashOracle) UnpackRootCount(data []byte) (*big.Int, error) {
	out, err := nashOracle.abi.Unpack("rootCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
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
// Solidity: event TaskCreated(bytes32 indexed task, address indexed creator, (string,uint16,uint8,bool,uint16,uint32,uint32,uint32,uint32,uint32,uint64,uint32,uint32,uint32,uint32,address,address,uint32,uint128,uint8,string) params)
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
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadOrder"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadOrderError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadPeriod"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadPeriodError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["BadProof"].ID.Bytes()[:4]) {
		return nashOracle.UnpackBadProofError(raw[4:])
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
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotInRing"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotInRingError(raw[4:])
	}
	if bytes.Equal(raw[:4], nashOracle.abi.Errors["NotOnPage"].ID.Bytes()[:4]) {
		return nashOracle.UnpackNotOnPageError(raw[4:])
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

// NashOracleBadOrder represents a BadOrder error raised by the NashOracle contract.
type NashOracleBadOrder struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadOrder()
func NashOracleBadOrderErrorID() common.Hash {
	return common.HexToHash("0x98c2c3682a8999be15138482148ea89c560c852893ec9efe60a9ae1c7b068097")
}

// UnpackBadOrderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadOrder()
func (nashOracle *NashOracle) UnpackBadOrderError(raw []byte) (*NashOracleBadOrder, error) {
	out := new(NashOracleBadOrder)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadOrder", raw); err != nil {
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

// NashOracleBadProof represents a BadProof error raised by the NashOracle contract.
type NashOracleBadProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadProof()
func NashOracleBadProofErrorID() common.Hash {
	return common.HexToHash("0x7ca55c774976027f27f73629387ed99a2044a8721aec39c3c2717944b08c423a")
}

// UnpackBadProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadProof()
func (nashOracle *NashOracle) UnpackBadProofError(raw []byte) (*NashOracleBadProof, error) {
	out := new(NashOracleBadProof)
	if err := nashOracle.abi.UnpackIntoInterface(out, "BadProof", raw); err != nil {
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

// NashOracleNotInRing represents a NotInRing error raised by the NashOracle contract.
type NashOracleNotInRing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotInRing()
func NashOracleNotInRingErrorID() common.Hash {
	return common.HexToHash("0xcb8b61750ace23bf63eb5136153d45c1aa2cc73a5bc37a3f4f6c5c105fe73296")
}

// UnpackNotInRingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotInRing()
func (nashOracle *NashOracle) UnpackNotInRingError(raw []byte) (*NashOracleNotInRing, error) {
	out := new(NashOracleNotInRing)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotInRing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// NashOracleNotOnPage represents a NotOnPage error raised by the NashOracle contract.
type NashOracleNotOnPage struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOnPage()
func NashOracleNotOnPageErrorID() common.Hash {
	return common.HexToHash("0x132738af18df654e3729390752ae93aaebcc483f4d6ddec328e6508f298cfc1d")
}

// UnpackNotOnPageError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOnPage()
func (nashOracle *NashOracle) UnpackNotOnPageError(raw []byte) (*NashOracleNotOnPage, error) {
	out := new(NashOracleNotOnPage)
	if err := nashOracle.abi.UnpackIntoInterface(out, "NotOnPage", raw); err != nil {
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
