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
    case let error as HTTPParserError where error == .invalidEOFState:
        return ModelFailure(.reset, "the connection broke in the middle of the response")
    case is HTTPParserError:
        return ModelFailure(.malformed, "the response is not HTTP, or its headers are too large")
    default:
        return brokenConnection
    }
}
