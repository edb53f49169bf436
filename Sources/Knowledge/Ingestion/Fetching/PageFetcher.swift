import Foundation
package import LanguageModel
import NIOCore
package import Providers

/// Why something could not be fetched.
package struct FetchFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case badURL = "bad_url"
        /// The address, or one that it led to, is inside of a network that is nobody's business.
        case privateAddress = "private_address"
        case unreachable
        case httpStatus = "http_status"
        case tooManyRedirects = "too_many_redirects"
        case tooLarge = "too_large"
        case timedOut = "timed_out"
    }

    package var code: Code
    /// For people.
    package var reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { reason }
}

/// Fetches what is at a URL, from the internet alone: each address that the host has is checked, the connection goes to one of
/// those that were checked, and so it is with every redirect.
package struct PageFetcher: Sendable {
    private let transport: any Transport
    private let lookUp: @Sendable (String) async throws -> [String]
    private let insideHosts: Set<String>
    private let limit: Int
    private let timeout: Duration
    private let time: any TimeSource

    private static let mostRedirects = 5

    /// - Parameters:
    ///   - lookUp: the addresses of a host.
    ///   - insideHosts: hosts that may be asked although they are inside, such as a company's wiki.
    ///   - limit: bytes.
    ///   - timeout: for all of it, redirects included.
    package init(
        transport: any Transport, lookUp: @escaping @Sendable (String) async throws -> [String] = HostLookup.addresses,
        insideHosts: Set<String> = [], limit: Int, timeout: Duration, time: any TimeSource
    ) {
        self.transport = transport
        self.lookUp = lookUp
        self.insideHosts = insideHosts
        self.limit = limit
        self.timeout = timeout
        self.time = time
    }

    package struct Page: Sendable, Hashable {
        /// Where it was in the end.
        package var url: String
        /// As the server says it.
        package var mediaType: String?
    }

    /// Writes what is there to the file `path`.
    /// - Throws: ``FetchFailure``; `CancellationError` when the task is cancelled.
    package func fetch(_ url: String, to path: String) async throws -> Page {
        try await withThrowingTaskGroup(of: Page.self) { group in
            group.addTask { try await follow(url, to: path) }
            group.addTask {
                try await time.sleep(until: time.now + timeout)
                throw FetchFailure(.timedOut, "It did not come whole within \(Int(timeout.seconds)) s, the limit.")
            }
            defer { group.cancelAll() }
            guard let page = try await group.next() else { throw CancellationError() }
            return page
        }
    }

    private func follow(_ url: String, to path: String) async throws -> Page {
        var url = url
        for _ in 0...Self.mostRedirects {
            let response = try await ask(url)
            switch response.status {
            case 200:
                try await save(response, to: path)
                return Page(url: url, mediaType: response.header("content-type"))
            case 301, 302, 303, 307, 308:
                guard let location = response.header("location"), let base = URL(string: url),
                    let next = URL(string: location, relativeTo: base)?.absoluteString
                else { throw FetchFailure(.httpStatus, "It answers with a redirect to nowhere.") }
                url = next
            default: throw FetchFailure(.httpStatus, "It answers with the status \(response.status).")
            }
        }
        throw FetchFailure(.tooManyRedirects, "It is redirected more than \(Self.mostRedirects) times.")
    }

    private func ask(_ url: String) async throws -> TransportResponse {
        let place: (host: String, port: Int, isSecure: Bool)
        do {
            place = try httpHost(of: url)
        } catch {
            throw FetchFailure(.badURL, "It is no address that starts with http:// or https://.")
        }
        let addresses = try await lookUp(place.host)
        guard let first = addresses.first else { throw FetchFailure(.unreachable, "There is no host \(place.host).") }
        // One that is inside among them is enough: which of them is asked is nothing that the other side may choose.
        guard insideHosts.contains(place.host.lowercased()) || addresses.allSatisfy(isPublicAddress) else {
            throw FetchFailure(.privateAddress, "\(place.host) is not on the internet, but inside of a network.")
        }
        do {
            return try await transport.send(
                TransportRequest(
                    method: "GET", url: url,
                    headers: [
                        ("accept", "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"),
                        ("accept-encoding", "identity"), ("user-agent", "Understudy"),
                    ], connectTimeout: .seconds(10), address: first))
        } catch let failure as ModelFailure {
            throw FetchFailure(.unreachable, "\(place.host) does not answer: \(failure.message)")
        }
    }

    private func save(_ response: TransportResponse, to path: String) async throws {
        let tooLarge = FetchFailure(.tooLarge, "It is larger than \(limit) bytes, the limit.")
        if let length = response.header("content-length").flatMap({ Int($0) }), length > limit { throw tooLarge }
        if let packing = response.header("content-encoding"), packing.lowercased() != "identity" {
            throw FetchFailure(.httpStatus, "It comes packed (\(packing)) although that was not asked for.")
        }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw FetchFailure(.tooLarge, "There is no room for it.")
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var size = 0
        do {
            for try await piece in response.body {
                size += piece.readableBytes
                guard size <= limit else { throw tooLarge }
                try file.write(contentsOf: Data(piece.readableBytesView))
            }
        } catch let failure as ModelFailure {
            throw FetchFailure(.unreachable, "It broke off in the middle: \(failure.message)")
        }
    }
}
