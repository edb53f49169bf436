import LanguageModel
import Testing

@testable import Providers

@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("http://localhost", false, "localhost", 80, "localhost", "/"),
        ("HTTPS://api.openai.com/v1/models", true, "api.openai.com", 443, "api.openai.com", "/v1/models"),
        ("http://127.0.0.1:8080/a?b=c&d", false, "127.0.0.1", 8080, "127.0.0.1:8080", "/a?b=c&d"),
        ("https://[::1]:8443/x", true, "::1", 8443, "[::1]:8443", "/x"),
        ("http://[fe80::1]", false, "fe80::1", 80, "[fe80::1]", "/"),
        ("http://host:80?q=1#part", false, "host", 80, "host", "/?q=1"),
        ("http://user:word@host/x", false, "host", 80, "host", "/x"),
        ("http://host/a b/é\r\nx: y", false, "host", 80, "host", "/a%20b/%C3%A9%0D%0Ax:%20y"),
        ("http://host/models/a%2Fb:ask", false, "host", 80, "host", "/models/a%2Fb:ask"),
    ])
    func addressIsTakenApart(
        _ text: String, isSecure: Bool, host: String, port: Int, authority: String, target: String
    ) throws {
        let address = try HTTPAddress(text)
        #expect(address.origin == Origin(isSecure: isSecure, host: host, port: port))
        #expect(address.authority == authority)
        #expect(address.target == target)
    }

    @Test(arguments: [
        "", "host", "ftp://host", "http://", "http://:80", "http:///x", "http://host:99999", "http://host:0", "http://host:x",
        "http://[::1", "http://[::1]x", "http://a b", "http://ho\r\nst", "http://hóst",
    ])
    func whatIsNoAddressIsConnect(_ text: String) {
        let failure = #expect(throws: ModelFailure.self) { try HTTPAddress(text) }
        #expect(failure?.kind == .connect)
    }
}
