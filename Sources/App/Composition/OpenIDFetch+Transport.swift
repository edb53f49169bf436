import Accounts
import Foundation
import LanguageModel
import NIOCore
import Providers

/// Asks an OpenID provider over `transport`; an answer has at most a megabyte.
func openIDFetch(_ transport: any Transport) -> OpenIDFetch {
    { request in
        var headers = [(name: "accept", value: "application/json")]
        if request.form != nil { headers.append((name: "content-type", value: "application/x-www-form-urlencoded")) }
        if let authorization = request.authorization { headers.append((name: "authorization", value: authorization.reveal)) }
        let response = try await transport.send(
            TransportRequest(
                method: request.form == nil ? "GET" : "POST", url: request.url, headers: headers,
                body: request.form.map { ByteBuffer(string: $0) }))
        var body = Data()
        for try await chunk in response.body {
            body.append(contentsOf: chunk.readableBytesView)
            guard body.count <= 1 << 20 else { return nil }
        }
        return response.status == 200 ? body : nil
    }
}
