import NIOSSL

/// A certificate for `localhost` that signs itself, and its key: made for these tests, and good for nothing else.
enum TestCertificate {
    /// Trusts this certificate alone.
    static func client() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)])
        return configuration
    }

    static func server() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem))],
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }

    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIwaGN5dxRbllVLd
        t0fHnCgVc1faPcVxQiLzSO3cUUubLOsG6zLVt57lQ1YbDs/+03TeT1ZdZP1WbMX8
        gsoZxg+jSDBGMA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJbG9jYWxob3N0
        MB0GA1UdDgQWBBQUNVHqexxup78PSZHCxOE9Y6Ad0DAKBggqhkjOPQQDAgNIADBF
        AiEAt3+wD52B4LsS+i6mS50Tx7ejHj0/aW6IA77CithkZ/oCIFYMeb/81vs8A21B
        DBciCrrpKlCyYrlaA2NLeniVVUR7
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpICUDTkgISLXCcpR
        73TAzrHl/N+EEmVLiXIhgOYSDGWhRANCAASMGhjeXcUW5ZVS3bdHx5woFXNX2j3F
        cUIi80jt3FFLmyzrBusy1bee5UNWGw7P/tN03k9WXWT9VmzF/ILKGcYP
        -----END PRIVATE KEY-----
        """
}
