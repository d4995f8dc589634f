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

// BlsQuorumMetaData contains all meta data concerning the BlsQuorum contract.
var BlsQuorumMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"setId_\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_KEYS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"epoch\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"initialise\",\"inputs\":[{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"threshold_\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"payee_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"possessions\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"operators\",\"inputs\":[],\"outputs\":[{\"name\":\"raw\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"payee\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"rotate\",\"inputs\":[{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"threshold_\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"payee_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"possessions\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setId\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"size\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"threshold\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"verify\",\"inputs\":[{\"name\":\"digest\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch_\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"proof\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"SetChanged\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"payee\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"keys\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyInitialised\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadKeyCount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadKeyOrder\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPayee\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadPossession\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadProofLength\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadThreshold\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidPoint\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"KeysNotStored\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotTheSet\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"PointAtInfinity\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"TooFewSigners\",\"inputs\":[{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Uninitialised\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"UnknownSigner\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongEpoch\",\"inputs\":[{\"name\":\"serving\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"given\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}]",
	ID:  "BlsQuorum",
	Bin: "0x610120604052348015610010575f5ffd5b506040516124cf3803806124cf83398101604081905261002f9161006a565b61010052607e60e052608060c081815260a0527f40b07609d225f602baddb14a8ecb6dc91c63f53b40871af1bfd927e9cdd857299052610081565b5f6020828403121561007a575f5ffd5b5051919050565b60805160a05160c05160e051610100516123f66100d95f395f818160c2015281816101e7015261048501525f61061901525f61067901525f8181610532015281816105e8015261064601525f61020801526123f65ff3fe608060405234801561000f575f5ffd5b50600436106100b9575f3560e01c8063ad82d72811610072578063b0013c4711610058578063b0013c471461017c578063c470db1c1461018f578063e673df8a14610197575f5ffd5b8063ad82d7281461013e578063ae90b21314610151575f5ffd5b806342cde4e8116100a257806342cde4e81461010c578063900cf0cf1461011a578063949d225d14610134575f5ffd5b8063087e926c146100bd57806317ab89db146100f7575b5f5ffd5b6100e47f000000000000000000000000000000000000000000000000000000000000000081565b6040519081526020015b60405180910390f35b61010a610105366004611f44565b6101ac565b005b5f5460c01c61ffff166100e4565b5f5460a01c60405163ffffffff90911681526020016100ee565b5f5460d01c6100e4565b61010a61014c366004611fcd565b6102d5565b600154610164906001600160a01b031681565b6040516001600160a01b0390911681526020016100ee565b61010a61018a36600461202d565b610445565b6100e4607e81565b61019f61052e565b6040516100ee91906120e5565b5f54156101e5576040517f3c3282e700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b7f00000000000000000000000000000000000000000000000000000000000000007f00000000000000000000000000000000000000000000000000000000000000008585898960405161023992919061211a565b6040519081900381206102709493929160200193845260208401929092526001600160a01b03166040830152606082015260800190565b60405160208183030381529060405280519060200120146102bd576040517fc6076bfe00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6102cd60018787878787876105e2565b505050505050565b6080811461030f576040517fc82db07400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61031a8284612129565b90505f80610328868461084e565b50915091505f610336610a0a565b90505f6030602088016010840137603060508801605084013761010060016102008401863c5060608101516040820151171584831461039257610387848487186103828561020061215a565b610b15565b8061038f5750805b90505b80156103ca576040517f4ddaa5e500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6103f86103d98361018061215a565b8a6040518060600160405280602b81526020016123cb602b9139610cab565b61040482610300610e68565b61043a576040517f5cd5d23300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b505050505050505050565b5f805460a01c9061045d63ffffffff8316600161215a565b90506105137f716c77636f5c24111556ca927b0c0f1f817f902201dfc18cadd36837370fa3fb7f0000000000000000000000000000000000000000000000000000000000000000838b8b8f8f6040516104b792919061211a565b604080519182900382206020830197909752810194909452606084019290925260808301526001600160a01b031660a082015260c081019190915260e001604051602081830303815290604052805190602001208386866102d5565b610522818b8b8b8b8b8b6105e2565b50505050505050505050565b60607f000000000000000000000000000000000000000000000000000000000000000061055c5f5460d01c90565b610566919061216d565b67ffffffffffffffff81111561057e5761057e612184565b6040519080825280601f01601f1916602001820160405280156105a8576020820181803683370190505b505f80549192508190036105ba575090565b5f8251826001600160a01b03163b6105d29190612198565b905082518160208501843c505090565b5f61060d7f0000000000000000000000000000000000000000000000000000000000000000876121bf565b905080158061063b57507f000000000000000000000000000000000000000000000000000000000000000081115b8061066e575061066b7f0000000000000000000000000000000000000000000000000000000000000000876121d2565b15155b806106a2575061069e7f00000000000000000000000000000000000000000000000000000000000000008261216d565b8214155b156106d9576040517f8bbc2f6c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6106e481600261216d565b6106ef86600361216d565b1115806106fb57508085115b15610732576040517fb891a4fb00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b038416610772576040517fcaa44c1a00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61077f8888888686610ea6565b5f61078a88886111dd565b90506107958161140d565b6001600160a01b0390811660a08b901b77ffffffff00000000000000000000000000000000000000001660c089901b60d086901b1717175f55600180547fffffffffffffffffffffffff00000000000000000000000000000000000000001691871691909117905560405163ffffffff8a16907f6257da4eaa0bac37b752ecaa633bffb6c9c493fa72ac85b2099dc394bfebb69c9061083b90899089908d908d906121e5565b60405180910390a2505050505050505050565b5f5f5f5f5492508463ffffffff1660a084901c63ffffffff16141580610872575082155b156108fb57825f036108b0576040517fcffb2a1d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517f6112d25300000000000000000000000000000000000000000000000000000000815263ffffffff60a085901c81166004830152861660248201526044015b60405180910390fd5b61090d600160d085901c81901b612198565b915081841115610949576040517f5e4b9f7500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600184901c6f55555555555555555555555555555555168403600281901c6f33333333333333333333333333333333908116911601600481901c016f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f166f010101010101010101010101010101010260781c60ff16905060c083901c61ffff16811015610a03576040517fcd2ce46f0000000000000000000000000000000000000000000000000000000081526004810182905261ffff60c085901c1660248201526044016108f2565b9250925092565b5f604051905061030081016040526103003682376f024aa2b2f08f0a91260805272dc5105160808201527fc6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb860a08201526f13e02b6052719f607dacd3a088274f6560c08201527f596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e60e08201526f0ce5d527727d6e118cc9cdc6da2e351a6101008201527fadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b828016101208201526f0606c4a02ea734cc32acd2b02bc28b996101408201527fcb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be61016082015290565b5f5f600190506040517d0148022e4960030e2f384a126176042b0f23302639174b5c13566233771d81527f05002c0c1029245a3100277c3a3c18694c3e5d73141a5766636b3452784e1e6e60208201527f064000472d5f0d3711752a2225165b55321c000b28597d7b3b683d7219656a5160408201527f4d6d3f465e36742115541b0a587a677164506c453520530979704f441f086f4360608201527f0742410000000000000000000000000000000000000000000000000000000000608082015260a08101610200810161010086835e610100366101008401376101108201610150830161019084016101d085015b8a15610c5e5760838b5f038c16068701515f1a60018c038c169b5060c080820261010101878f3c50603085855e6030808601845e603060608601835e603060908601825e6101008661020088600d5afa88169750610c05565b505050505061010081865e60e081015160c08201511760a082015160808301511717159350505080610ca35760405163b8fedf8760e01b815260040160405180910390fd5b509392505050565b5f81516001810160405161020081016040368337604082018790527e8000000000000000000000000000000000000000000000000000000000000060608301528360208701606384015e838460638401015360205f846063018460025afa94505f519350604282018481526001606284015383602101935085602083868460025afa16955081518518815260026062840153856020808401868460025afa1695506020820151851881526003606284015385602060408401868460025afa1695506040820151851881526004606284015385602060608401868460025afa169550506040825260016020830152604080830152604081606084015e600160a08301536f1a0111ea397fe69a4b1ba7b6434bacd760a18301527f64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab60c18301528460408260e18560055afa1694506040808201606084015e84604080830160e18560055afa1694508460808360408460105afa169450846080808401604080850160105afa169450508360808861010084600b5afa16935050505080610e625760405163b8fedf8760e01b815260040160405180910390fd5b50505050565b5f5f60205f8486600f5afa5f5160011492503d60201416905080610e9f5760405163b8fedf8760e01b815260040160405180910390fd5b5092915050565b610eb08484611484565b5f610ef185858080601f0160208091040260200160405190810160405280939291908181526020018383808284375f920191909152508a9250611558915050565b8383604051610f0192919061211a565b604051908190038120610f209291602001918252602082015260400190565b60408051601f19818403018152919052805160209091012090505f610f466080846121bf565b610f519060a061216d565b67ffffffffffffffff811115610f6957610f69612184565b6040519080825280601f01601f191660200182016040528015610f93576020820181803683370190505b5090505f610fa26080856121bf565b610fae9061018061216d565b610fba9061018061215a565b67ffffffffffffffff811115610fd257610fd2612184565b6040519080825280601f01601f191660200182016040528015610ffc576020820181803683370190505b5090505f5b8661100d60c08361216d565b101561118b575f60808583604051602001611032929190918252602082015260400190565b604051602081830303815290604052805190602001205f1c901c905060a0820260208501016080808402890182376080018190525f898961107460c08661216d565b9060c061108287600161215a565b61108c919061216d565b926110999392919061222a565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525092935061117892506110e09150859050600161215a565b6110ec9061018061216d565b6110f9906020870161215a565b611171838e8151602092830120604080517fd544e3c3585ec7b0142d8d9904ca4516309e4782bbac94d9b50eb44289867f9781860152468183015230606082015233608082015263ffffffff9390931660a084015260c0808401929092528051808403909201825260e0909201909152805191012090565b84846115cb565b50508061118490612251565b9050611001565b506111aa6020830160a084516111a191906121bf565b6020840161163a565b5f6111b361166c565b90506101008160a084015e6111cc602083018351610e68565b61043a5761043a89898989896116c1565b606061121f6040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b61125f6040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b5f85858080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201829052509394505050505b81516112a560c08361216d565b10156112e6576112cc6112b960c08361216d565b6112c6906020850161215a565b846118d2565b6112d684846118fe565b6112df81612251565b9050611298565b5060e083015160c084015160a08501516080860151606087015160408801516020890151895117171717171717611349576040517f4ddaa5e500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b604080516001808252818301909252906020820181803683370190505061136f84611944565b6040516020016113d291905f61010082019050825182526020830151602083015260408301516040830152606083015160608301526080830151608083015260a083015160a083015260c083015160c083015260e083015160e083015292915050565b60408051601f19818403018152908290526113f292918490602001612280565b60405160208183030381529060405293505050505b92915050565b5f5f8251836040516020016114239291906122a6565b60405160208183030381529060405290508051602082015ff091506001600160a01b03821661147e576040517f6da7ef6300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50919050565b6040805160c080825260e082019092525f916020820181803683370190505090505f5b82811015610e62575f8482856114be60c08361215a565b926114cb9392919061222a565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f9201919091525092935061150e9250859150839050611a43565b611544576040517fdbaaecb200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b915061155160c08261215a565b90506114a7565b8151602092830120604080517fd544e3c3585ec7b0142d8d9904ca4516309e4782bbac94d9b50eb44289867f9781860152468183015230606082015233608082015263ffffffff9390931660a084015260c0808401929092528051808403909201825260e0909201909152805191012090565b6115ee84846040518060600160405280602b81526020016123a0602b9139610cab565b8160808501526116008460018661163a565b5f6080850152603060208201609086015e60306050820160d086015e60306080820161011086015e603060b0820161015086015e50505050565b5f60808260a0850286600c5afa3d60801416905080610e625760405163b8fedf8760e01b815260040160405180910390fd5b6116ac6040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b6116bc6116b7611a86565b611944565b905090565b5f6116ca61166c565b905061170c6040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b5f5b5f878761171c60c08561216d565b9060c061172a86600161215a565b611734919061216d565b926117419392919061222a565b8080601f0160208091040260200160405190810160405280939291908181526020018383808284375f920191909152509293506117859250506020830190506112c6565b5f868661179360808661216d565b9060806117a187600161215a565b6117ab919061216d565b926117b89392919061222a565b8101906117c59190612330565b8251602080850191909120604080517fd544e3c3585ec7b0142d8d9904ca4516309e4782bbac94d9b50eb44289867f9781850152468183015230606082015233608082015263ffffffff8f1660a082015260c0808201939093528151808203909301835260e001905280519101209091505f906118779060405160200161184e91815260200190565b60408051601f1981840301815260608301909152602b8083529091906123a06020830139611bb6565b905061188582878388611c5e565b6118be576040517fbe533882000000000000000000000000000000000000000000000000000000008152600481018590526024016108f2565b505050806118cb90612251565b905061170e565b603082601083015e6030808301605083015e603060608301609083015e60306090830160d083015e5050565b5f60405161010084825e6101008361010083015e6101008461020083600d5afa9150508061193f5760405163b8fedf8760e01b815260040160405180910390fd5b505050565b6119846040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b60e082015160c083015160a084015160808501516060860151604087015160208801518851171717171717176119b957919050565b604051806101000160405280835f015181526020018360200151815260200183604001518152602001836060015181526020015f81526020015f81526020015f81526020015f8152509050611a1682608001518360a00151611cc6565b60a0830152608082015260c082015160e0830151611a349190611cc6565b60e083015260c0820152919050565b5f60205b60c08111611a7d578381015183820151808214611a68571191506114079050565b50611a76905060208261215a565b9050611a47565b505f9392505050565b611ac66040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81525090565b6f024aa2b2f08f0a91260805272dc5105181527fc6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb860208201526f13e02b6052719f607dacd3a088274f6560408201527f596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e60608201526f0ce5d527727d6e118cc9cdc6da2e351a60808201527fadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b8280160a08201526f0606c4a02ea734cc32acd2b02bc28b9960c08201527fcb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be60e082015290565b611bdd60405180608001604052805f81526020015f81526020015f81526020015f81525090565b5f611bea84846080611d51565b9050611c1360405180608001604052805f81526020015f81526020015f81526020015f81525090565b5f60808460408560105afa9050608082604080860160105afa1680611c4b5760405163b8fedf8760e01b815260040160405180910390fd5b611c558483611eae565b50505092915050565b5f5f604051608087825e61010086608083015e60808561018083015e6101008461020083015e60205f61030083600f5afa5f5160011493503d602014169150819050611cbd5760405163b8fedf8760e01b815260040160405180910390fd5b50949350505050565b5f5f8284175f03611cdb57505f905080611d4a565b7f64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab8311611d08575f611d0b565b60015b60ff16846f1a0111ea397fe69a4b1ba7b6434bacd70303837f64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab03915091505b9250929050565b5f5f611d6a565b5f602084848460025afa949350505050565b83516040519250838301604036823760408101875160208901825e875160f087901b91019081526003018260208801825e8201828153611db05f83600184010384611d58565b9350505f518260208801602184015e82836021840101535f5f5b878160051b1015611e04578282188452600181019060051b8701816020860153611df8818760220187611d58565b90519616959150611dca565b5050506040815260016020820152604080820152600160a08201536f1a0111ea397fe69a4b1ba7b6434bacd760a18201527f64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab60c18201525f91505b84821015611e8c576040828501606083015e604082850160e18360055afa83169250604082019150611e5f565b6040525080610ca35760405163b8fedf8760e01b815260040160405180910390fd5b5f604051608084825e608083608083015e60808461010083600b5afa9150508061193f5760405163b8fedf8760e01b815260040160405180910390fd5b5f5f83601f840112611efb575f5ffd5b50813567ffffffffffffffff811115611f12575f5ffd5b602083019150836020828501011115611d4a575f5ffd5b80356001600160a01b0381168114611f3f575f5ffd5b919050565b5f5f5f5f5f5f60808789031215611f59575f5ffd5b863567ffffffffffffffff811115611f6f575f5ffd5b611f7b89828a01611eeb565b90975095505060208701359350611f9460408801611f29565b9250606087013567ffffffffffffffff811115611faf575f5ffd5b611fbb89828a01611eeb565b979a9699509497509295939492505050565b5f5f5f5f60608587031215611fe0575f5ffd5b84359350602085013563ffffffff81168114611ffa575f5ffd5b9250604085013567ffffffffffffffff811115612015575f5ffd5b61202187828801611eeb565b95989497509550505050565b5f5f5f5f5f5f5f5f60a0898b031215612044575f5ffd5b883567ffffffffffffffff81111561205a575f5ffd5b6120668b828c01611eeb565b9099509750506020890135955061207f60408a01611f29565b9450606089013567ffffffffffffffff81111561209a575f5ffd5b6120a68b828c01611eeb565b909550935050608089013567ffffffffffffffff8111156120c5575f5ffd5b6120d18b828c01611eeb565b999c989b5096995094979396929594505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b818382375f9101908152919050565b80356020831015611407575f19602084900360031b1b1692915050565b634e487b7160e01b5f52601160045260245ffd5b8082018082111561140757611407612146565b808202811582820484141761140757611407612146565b634e487b7160e01b5f52604160045260245ffd5b8181038181111561140757611407612146565b634e487b7160e01b5f52601260045260245ffd5b5f826121cd576121cd6121ab565b500490565b5f826121e0576121e06121ab565b500690565b8481526001600160a01b038416602082015260606040820152816060820152818360808301375f818301608090810191909152601f909201601f191601019392505050565b5f5f85851115612238575f5ffd5b83861115612244575f5ffd5b5050820193919092039150565b5f6001820161226257612262612146565b5060010190565b5f81518060208401855e5f93019283525090919050565b5f61229d6122976122918488612269565b86612269565b84612269565b95945050505050565b7f610000000000000000000000000000000000000000000000000000000000000081527fffff0000000000000000000000000000000000000000000000000000000000008360f01b1660018201527f80600a5f395ff30000000000000000000000000000000000000000000000000060038201525f612328600a830184612269565b949350505050565b5f6080828403128015612341575f5ffd5b506040516080810167ffffffffffffffff8111828210171561237157634e487b7160e01b5f52604160045260245ffd5b604090815283358252602080850135908301528381013590820152606092830135928101929092525091905056fe424c535f504f505f424c53313233383147315f584d443a5348412d3235365f535357555f524f5f504f505f424c535f5349475f424c53313233383147315f584d443a5348412d3235365f535357555f524f5f504f505f",
}

// BlsQuorum is an auto generated Go binding around an Ethereum contract.
type BlsQuorum struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *BlsQuorum) GetABI() abi.ABI {
	return c.abi
}

// NewBlsQuorum creates a new instance of BlsQuorum.
func NewBlsQuorum() *BlsQuorum {
	parsed, err := BlsQuorumMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &BlsQuorum{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *BlsQuorum) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(bytes32 setId_) returns()
func (blsQuorum *BlsQuorum) PackConstructor(setId_ [32]byte) []byte {
	enc, err := blsQuorum.abi.Pack("", setId_)
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
func (blsQuorum *BlsQuorum) PackMAXKEYS() []byte {
	enc, err := blsQuorum.abi.Pack("MAX_KEYS")
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
func (blsQuorum *BlsQuorum) TryPackMAXKEYS() ([]byte, error) {
	return blsQuorum.abi.Pack("MAX_KEYS")
}

// UnpackMAXKEYS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc470db1c.
//
// Solidity: function MAX_KEYS() view returns(uint256)
func (blsQuorum *BlsQuorum) UnpackMAXKEYS(data []byte) (*big.Int, error) {
	out, err := blsQuorum.abi.Unpack("MAX_KEYS", data)
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
func (blsQuorum *BlsQuorum) PackEpoch() []byte {
	enc, err := blsQuorum.abi.Pack("epoch")
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
func (blsQuorum *BlsQuorum) TryPackEpoch() ([]byte, error) {
	return blsQuorum.abi.Pack("epoch")
}

// UnpackEpoch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x900cf0cf.
//
// Solidity: function epoch() view returns(uint32)
func (blsQuorum *BlsQuorum) UnpackEpoch(data []byte) (uint32, error) {
	out, err := blsQuorum.abi.Unpack("epoch", data)
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
func (blsQuorum *BlsQuorum) PackInitialise(keys []byte, threshold *big.Int, payee common.Address, possessions []byte) []byte {
	enc, err := blsQuorum.abi.Pack("initialise", keys, threshold, payee, possessions)
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
func (blsQuorum *BlsQuorum) TryPackInitialise(keys []byte, threshold *big.Int, payee common.Address, possessions []byte) ([]byte, error) {
	return blsQuorum.abi.Pack("initialise", keys, threshold, payee, possessions)
}

// PackOperators is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe673df8a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operators() view returns(bytes raw)
func (blsQuorum *BlsQuorum) PackOperators() []byte {
	enc, err := blsQuorum.abi.Pack("operators")
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
func (blsQuorum *BlsQuorum) TryPackOperators() ([]byte, error) {
	return blsQuorum.abi.Pack("operators")
}

// UnpackOperators is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe673df8a.
//
// Solidity: function operators() view returns(bytes raw)
func (blsQuorum *BlsQuorum) UnpackOperators(data []byte) ([]byte, error) {
	out, err := blsQuorum.abi.Unpack("operators", data)
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
func (blsQuorum *BlsQuorum) PackPayee() []byte {
	enc, err := blsQuorum.abi.Pack("payee")
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
func (blsQuorum *BlsQuorum) TryPackPayee() ([]byte, error) {
	return blsQuorum.abi.Pack("payee")
}

// UnpackPayee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xae90b213.
//
// Solidity: function payee() view returns(address)
func (blsQuorum *BlsQuorum) UnpackPayee(data []byte) (common.Address, error) {
	out, err := blsQuorum.abi.Unpack("payee", data)
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
func (blsQuorum *BlsQuorum) PackRotate(keys []byte, threshold *big.Int, payee common.Address, possessions []byte, proof []byte) []byte {
	enc, err := blsQuorum.abi.Pack("rotate", keys, threshold, payee, possessions, proof)
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
func (blsQuorum *BlsQuorum) TryPackRotate(keys []byte, threshold *big.Int, payee common.Address, possessions []byte, proof []byte) ([]byte, error) {
	return blsQuorum.abi.Pack("rotate", keys, threshold, payee, possessions, proof)
}

// PackSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087e926c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setId() view returns(bytes32)
func (blsQuorum *BlsQuorum) PackSetId() []byte {
	enc, err := blsQuorum.abi.Pack("setId")
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
func (blsQuorum *BlsQuorum) TryPackSetId() ([]byte, error) {
	return blsQuorum.abi.Pack("setId")
}

// UnpackSetId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x087e926c.
//
// Solidity: function setId() view returns(bytes32)
func (blsQuorum *BlsQuorum) UnpackSetId(data []byte) ([32]byte, error) {
	out, err := blsQuorum.abi.Unpack("setId", data)
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
func (blsQuorum *BlsQuorum) PackSize() []byte {
	enc, err := blsQuorum.abi.Pack("size")
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
func (blsQuorum *BlsQuorum) TryPackSize() ([]byte, error) {
	return blsQuorum.abi.Pack("size")
}

// UnpackSize is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x949d225d.
//
// Solidity: function size() view returns(uint256)
func (blsQuorum *BlsQuorum) UnpackSize(data []byte) (*big.Int, error) {
	out, err := blsQuorum.abi.Unpack("size", data)
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
func (blsQuorum *BlsQuorum) PackThreshold() []byte {
	enc, err := blsQuorum.abi.Pack("threshold")
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
func (blsQuorum *BlsQuorum) TryPackThreshold() ([]byte, error) {
	return blsQuorum.abi.Pack("threshold")
}

// UnpackThreshold is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x42cde4e8.
//
// Solidity: function threshold() view returns(uint256)
func (blsQuorum *BlsQuorum) UnpackThreshold(data []byte) (*big.Int, error) {
	out, err := blsQuorum.abi.Unpack("threshold", data)
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
func (blsQuorum *BlsQuorum) PackVerify(digest [32]byte, epoch uint32, proof []byte) []byte {
	enc, err := blsQuorum.abi.Pack("verify", digest, epoch, proof)
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
func (blsQuorum *BlsQuorum) TryPackVerify(digest [32]byte, epoch uint32, proof []byte) ([]byte, error) {
	return blsQuorum.abi.Pack("verify", digest, epoch, proof)
}

// BlsQuorumSetChanged represents a SetChanged event raised by the BlsQuorum contract.
type BlsQuorumSetChanged struct {
	Epoch     uint32
	Threshold *big.Int
	Payee     common.Address
	Keys      []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const BlsQuorumSetChangedEventName = "SetChanged"

// ContractEventName returns the user-defined event name.
func (BlsQuorumSetChanged) ContractEventName() string {
	return BlsQuorumSetChangedEventName
}

// UnpackSetChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SetChanged(uint32 indexed epoch, uint256 threshold, address payee, bytes keys)
func (blsQuorum *BlsQuorum) UnpackSetChangedEvent(log *types.Log) (*BlsQuorumSetChanged, error) {
	event := "SetChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != blsQuorum.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BlsQuorumSetChanged)
	if len(log.Data) > 0 {
		if err := blsQuorum.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range blsQuorum.abi.Events[event].Inputs {
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
func (blsQuorum *BlsQuorum) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["AlreadyInitialised"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackAlreadyInitialisedError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadKeyCount"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadKeyCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadKeyOrder"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadKeyOrderError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadPayee"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadPayeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadPossession"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadPossessionError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadProofLength"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadProofLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["BadThreshold"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackBadThresholdError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["InvalidPoint"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackInvalidPointError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["KeysNotStored"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackKeysNotStoredError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["NotTheSet"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackNotTheSetError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["PointAtInfinity"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackPointAtInfinityError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["TooFewSigners"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackTooFewSignersError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["Uninitialised"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackUninitialisedError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["UnknownSigner"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackUnknownSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], blsQuorum.abi.Errors["WrongEpoch"].ID.Bytes()[:4]) {
		return blsQuorum.UnpackWrongEpochError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// BlsQuorumAlreadyInitialised represents a AlreadyInitialised error raised by the BlsQuorum contract.
type BlsQuorumAlreadyInitialised struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyInitialised()
func BlsQuorumAlreadyInitialisedErrorID() common.Hash {
	return common.HexToHash("0x3c3282e7caec78e7ab03a2f6e63ff4331bafe481af2d66352928e37b8722c8ff")
}

// UnpackAlreadyInitialisedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyInitialised()
func (blsQuorum *BlsQuorum) UnpackAlreadyInitialisedError(raw []byte) (*BlsQuorumAlreadyInitialised, error) {
	out := new(BlsQuorumAlreadyInitialised)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "AlreadyInitialised", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadKeyCount represents a BadKeyCount error raised by the BlsQuorum contract.
type BlsQuorumBadKeyCount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKeyCount()
func BlsQuorumBadKeyCountErrorID() common.Hash {
	return common.HexToHash("0x8bbc2f6cbddf2d8209c85e746d2bef89342cffd6e0db459a686293ec53d1dbfc")
}

// UnpackBadKeyCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKeyCount()
func (blsQuorum *BlsQuorum) UnpackBadKeyCountError(raw []byte) (*BlsQuorumBadKeyCount, error) {
	out := new(BlsQuorumBadKeyCount)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadKeyCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadKeyOrder represents a BadKeyOrder error raised by the BlsQuorum contract.
type BlsQuorumBadKeyOrder struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKeyOrder()
func BlsQuorumBadKeyOrderErrorID() common.Hash {
	return common.HexToHash("0xdbaaecb24343babe0cbc74994677e820312a9a04f81976236c58905807df146f")
}

// UnpackBadKeyOrderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKeyOrder()
func (blsQuorum *BlsQuorum) UnpackBadKeyOrderError(raw []byte) (*BlsQuorumBadKeyOrder, error) {
	out := new(BlsQuorumBadKeyOrder)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadKeyOrder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadPayee represents a BadPayee error raised by the BlsQuorum contract.
type BlsQuorumBadPayee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadPayee()
func BlsQuorumBadPayeeErrorID() common.Hash {
	return common.HexToHash("0xcaa44c1a9233a2c7008b5ecd965bed0ad04e8be3fc05fcfd914fb1490f5abfc2")
}

// UnpackBadPayeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadPayee()
func (blsQuorum *BlsQuorum) UnpackBadPayeeError(raw []byte) (*BlsQuorumBadPayee, error) {
	out := new(BlsQuorumBadPayee)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadPayee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadPossession represents a BadPossession error raised by the BlsQuorum contract.
type BlsQuorumBadPossession struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadPossession(uint256 index)
func BlsQuorumBadPossessionErrorID() common.Hash {
	return common.HexToHash("0xbe5338821cb248fc6cee32502399c48165622d37034235f83391f4e8065d0d78")
}

// UnpackBadPossessionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadPossession(uint256 index)
func (blsQuorum *BlsQuorum) UnpackBadPossessionError(raw []byte) (*BlsQuorumBadPossession, error) {
	out := new(BlsQuorumBadPossession)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadPossession", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadProofLength represents a BadProofLength error raised by the BlsQuorum contract.
type BlsQuorumBadProofLength struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadProofLength()
func BlsQuorumBadProofLengthErrorID() common.Hash {
	return common.HexToHash("0xc82db074482a96404b8c17412e3a4ae8671b5b6631e4169671c2148ae9c42cd8")
}

// UnpackBadProofLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadProofLength()
func (blsQuorum *BlsQuorum) UnpackBadProofLengthError(raw []byte) (*BlsQuorumBadProofLength, error) {
	out := new(BlsQuorumBadProofLength)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadProofLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadSignature represents a BadSignature error raised by the BlsQuorum contract.
type BlsQuorumBadSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature()
func BlsQuorumBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x5cd5d2335541c4f2ed05fbe44f397e8b79f8e2333157122d2dab06e378ef7685")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature()
func (blsQuorum *BlsQuorum) UnpackBadSignatureError(raw []byte) (*BlsQuorumBadSignature, error) {
	out := new(BlsQuorumBadSignature)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumBadThreshold represents a BadThreshold error raised by the BlsQuorum contract.
type BlsQuorumBadThreshold struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadThreshold()
func BlsQuorumBadThresholdErrorID() common.Hash {
	return common.HexToHash("0xb891a4fb872548340c3f7d2fe74504b6b050e4d38d80f39dcdc59d9b22b44b8f")
}

// UnpackBadThresholdError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadThreshold()
func (blsQuorum *BlsQuorum) UnpackBadThresholdError(raw []byte) (*BlsQuorumBadThreshold, error) {
	out := new(BlsQuorumBadThreshold)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "BadThreshold", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumInvalidPoint represents a InvalidPoint error raised by the BlsQuorum contract.
type BlsQuorumInvalidPoint struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidPoint()
func BlsQuorumInvalidPointErrorID() common.Hash {
	return common.HexToHash("0xb8fedf87e792a9d748e133fbebf786ae0bd441dc3d31476dd4f8b972707ef4b4")
}

// UnpackInvalidPointError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidPoint()
func (blsQuorum *BlsQuorum) UnpackInvalidPointError(raw []byte) (*BlsQuorumInvalidPoint, error) {
	out := new(BlsQuorumInvalidPoint)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "InvalidPoint", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumKeysNotStored represents a KeysNotStored error raised by the BlsQuorum contract.
type BlsQuorumKeysNotStored struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeysNotStored()
func BlsQuorumKeysNotStoredErrorID() common.Hash {
	return common.HexToHash("0x6da7ef63c2388a43d39e64755180ae9d3779c31f48e7b71636e7be95ee8a96e8")
}

// UnpackKeysNotStoredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeysNotStored()
func (blsQuorum *BlsQuorum) UnpackKeysNotStoredError(raw []byte) (*BlsQuorumKeysNotStored, error) {
	out := new(BlsQuorumKeysNotStored)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "KeysNotStored", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumNotTheSet represents a NotTheSet error raised by the BlsQuorum contract.
type BlsQuorumNotTheSet struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTheSet()
func BlsQuorumNotTheSetErrorID() common.Hash {
	return common.HexToHash("0xc6076bfe96ea8fd022e07f4181586c6a175cbbdc55177bd2d9e67df6c07ed5f2")
}

// UnpackNotTheSetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTheSet()
func (blsQuorum *BlsQuorum) UnpackNotTheSetError(raw []byte) (*BlsQuorumNotTheSet, error) {
	out := new(BlsQuorumNotTheSet)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "NotTheSet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumPointAtInfinity represents a PointAtInfinity error raised by the BlsQuorum contract.
type BlsQuorumPointAtInfinity struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PointAtInfinity()
func BlsQuorumPointAtInfinityErrorID() common.Hash {
	return common.HexToHash("0x4ddaa5e5eb5aaf3f880055d7952d634e4b48f80a53ab78d61160b960b4dedffe")
}

// UnpackPointAtInfinityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PointAtInfinity()
func (blsQuorum *BlsQuorum) UnpackPointAtInfinityError(raw []byte) (*BlsQuorumPointAtInfinity, error) {
	out := new(BlsQuorumPointAtInfinity)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "PointAtInfinity", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumTooFewSigners represents a TooFewSigners error raised by the BlsQuorum contract.
type BlsQuorumTooFewSigners struct {
	Signers   *big.Int
	Threshold *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooFewSigners(uint256 signers, uint256 threshold)
func BlsQuorumTooFewSignersErrorID() common.Hash {
	return common.HexToHash("0xcd2ce46f165a166329af0af93ac44cae04c7d671499871ad15fa7ba75563db14")
}

// UnpackTooFewSignersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooFewSigners(uint256 signers, uint256 threshold)
func (blsQuorum *BlsQuorum) UnpackTooFewSignersError(raw []byte) (*BlsQuorumTooFewSigners, error) {
	out := new(BlsQuorumTooFewSigners)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "TooFewSigners", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumUninitialised represents a Uninitialised error raised by the BlsQuorum contract.
type BlsQuorumUninitialised struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Uninitialised()
func BlsQuorumUninitialisedErrorID() common.Hash {
	return common.HexToHash("0xcffb2a1d60363664dfeee783158bd445c1d300aeacc8304246d578cbd344a4a5")
}

// UnpackUninitialisedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Uninitialised()
func (blsQuorum *BlsQuorum) UnpackUninitialisedError(raw []byte) (*BlsQuorumUninitialised, error) {
	out := new(BlsQuorumUninitialised)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "Uninitialised", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumUnknownSigner represents a UnknownSigner error raised by the BlsQuorum contract.
type BlsQuorumUnknownSigner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownSigner()
func BlsQuorumUnknownSignerErrorID() common.Hash {
	return common.HexToHash("0x5e4b9f7573b83a11002563f0cf7a27fd7f90b02f4d4e480fff633e45373728bc")
}

// UnpackUnknownSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownSigner()
func (blsQuorum *BlsQuorum) UnpackUnknownSignerError(raw []byte) (*BlsQuorumUnknownSigner, error) {
	out := new(BlsQuorumUnknownSigner)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "UnknownSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BlsQuorumWrongEpoch represents a WrongEpoch error raised by the BlsQuorum contract.
type BlsQuorumWrongEpoch struct {
	Serving uint32
	Given   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongEpoch(uint32 serving, uint32 given)
func BlsQuorumWrongEpochErrorID() common.Hash {
	return common.HexToHash("0x6112d2538b1799486a209770faf93444b9236ffa01c9143ca10ac4712d756b97")
}

// UnpackWrongEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongEpoch(uint32 serving, uint32 given)
func (blsQuorum *BlsQuorum) UnpackWrongEpochError(raw []byte) (*BlsQuorumWrongEpoch, error) {
	out := new(BlsQuorumWrongEpoch)
	if err := blsQuorum.abi.UnpackIntoInterface(out, "WrongEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}
