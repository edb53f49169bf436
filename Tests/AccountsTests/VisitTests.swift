import Testing

@testable import Accounts

@Suite struct VisitTests {
    @Test(arguments: [
        ("2001:db8::1", "2001:db8:0:0:ffff:1:2:3"), ("2001:db8::a:b:c:d", "[2001:db8::e]:4711"),
        ("2a01:4f8:0:1::2", "2a01:4f8::1:3:0:0:1"), ("192.0.2.7", "192.0.2.7:4711"), ("192.0.2.7:1", "::ffff:192.0.2.7"),
        ("fe80::1%eth0", "fe80::2"),
    ])
    func aNetworkIsOneCallerHoweverItIsWritten(address: String, same: String) {
        #expect(Visit(address: address).network == Visit(address: same).network)
    }

    @Test func otherNetworksAreOtherCallers() {
        let networks = ["2001:db8::1", "2001:db8:0:1::1", "192.0.2.7", "192.0.2.8", "unreadable", nil].map {
            Visit(address: $0).network
        }
        #expect(Set(networks).count == networks.count)
    }
}
