import LanguageModel

/// What to do after a failed attempt that had shown the caller nothing yet.
enum Remedy: Hashable {
    /// The same model once more, after a wait.
    case again(after: Duration)
    case next
    /// The next model with a window larger than this one's.
    case nextWithLargerWindow
    /// The caller gets this failure; no other model is asked.
    case giveUp

    /// - Parameters:
    ///   - retried: whether this model has had its second try for this request.
    static func after(_ failure: ModelFailure, retried: Bool, patience: Duration) -> Remedy {
        switch failure.kind {
        case .reset, .serverError:
            return retried || failure.status.map({ $0 != 500 && $0 != 502 }) == true ? .next : .again(after: .zero)
        case .rateLimited:
            guard !retried, let wait = failure.retryAfter, wait <= patience else { return .next }
            return .again(after: max(wait, .zero))
        case .contextTooLong:
            return .nextWithLargerWindow
        case .badRequest, .cancelled, .contentPolicy, .totalTimeout:
            return .giveUp
        case .connect, .firstTokenTimeout, .idleTimeout, .overloaded, .unauthorized, .modelNotFound, .prefillRejected, .malformed,
            .truncated, .notAllowed:
            return .next
        }
    }
}
