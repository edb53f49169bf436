import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Web

@Suite struct ClientAddressTests {
    private func client(_ forwarded: String?, peer: String, trusting: [String] = []) throws -> ClientAddress? {
        var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        if let forwarded { head.headerFields[.forwardedFor] = forwarded }
        let request = Request(head: head, body: .init(buffer: .init()))
        let proxies = TrustedProxies(try trusting.map { try #require(ClientAddress.Network($0)) })
        return proxies.address(of: request, peer: try SocketAddress(ipAddress: peer, port: 1))
    }

    @Test(
        arguments: [
            (nil, "192.0.2.1", [], "192.0.2.1"),
            ("203.0.113.9", "192.0.2.1", [], "192.0.2.1"),
            ("203.0.113.9", "127.0.0.1", [], "203.0.113.9"),
            ("203.0.113.9:4711", "::1", [], "203.0.113.9"),
            ("203.0.113.9", "10.1.2.3", ["10.0.0.0/8"], "203.0.113.9"),
            ("198.51.100.1, 203.0.113.9", "127.0.0.1", [], "203.0.113.9"),
            ("198.51.100.1, 203.0.113.9, 10.0.0.2", "10.0.0.1", ["10.0.0.0/24"], "203.0.113.9"),
            ("nonsense", "127.0.0.1", [], "127.0.0.1"),
            ("", "127.0.0.1", [], "127.0.0.1"),
            ("[2001:db8::7]:443", "127.0.0.1", [], "2001:db8::7"),
            ("2001:db8::7", "fd00::1", ["fd00::/8"], "2001:db8::7"),
            ("203.0.113.9", "::ffff:127.0.0.1", [], "203.0.113.9"),
        ] as [(String?, String, [String], String)])
    func aProxysLastWordIsBelievedWhenItIsTrusted(_ forwarded: String?, _ peer: String, _ trusted: [String], _ found: String)
        throws
    {
        #expect(try client(forwarded, peer: peer, trusting: trusted) == ClientAddress(found[...]))
    }

    @Test func allAddressesOfACustomerCountAsOne() {
        #expect(ClientAddress("2001:db8:0:1::5")?.customer == ClientAddress("2001:db8:0:1:ffff::9")?.customer)
        #expect(ClientAddress("2001:db8:0:1::5")?.customer != ClientAddress("2001:db8:0:2::5")?.customer)
        #expect(ClientAddress("192.0.2.1")?.customer != ClientAddress("192.0.2.2")?.customer)
    }

    @Test(arguments: ["10.0.0.0/33", "ten", "", "10.0.0.0/8/8", "::/129", "10.0.0.0/"])
    func whatIsNoNetworkIsRefused(_ text: String) {
        #expect(ClientAddress.Network(text) == nil)
    }
}
