import Foundation
import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

let brokenConnection = ModelFailure(.reset, "the connection broke")

/// What an error of a connection means for routing.
func connectionFailure(_ error: any Error) -> ModelFailure {
    switch error {
    case ChannelError.connectTimeout:
        return ModelFailure(.connect, "could not connect: Connect timeout")
    case is NIOConnectionError:
        return ModelFailure(.connect, "could not connect: refused or unknown host")
    case NIOSSLError.uncleanShutdown:
        return brokenConnection
    case is NIOSSLExtraError:
        return ModelFailure(.connect, "could not connect: the certificate is not the provider's")
    case let error as NIOSSLError:
        return ModelFailure(.connect, "could not connect: TLS failed (\(error))")
    // A host that is given by its number fails with the bare system error.
    case let error as IOError where unreachable.contains(error.errnoCode):
        return ModelFailure(.connect, "could not connect: refused or unreachable")
    case let error as HTTPParserError where error == .invalidEOFState:
        return ModelFailure(.reset, "the connection broke in the middle of the response")
    case is HTTPParserError:
        return ModelFailure(.malformed, "the response is not HTTP, or its headers are too large")
    default:
        return brokenConnection
    }
}

private let unreachable: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]
