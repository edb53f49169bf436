/// Questions with the documents that are known to answer them, kept to be asked again and again. It never changes: other
/// questions are another set, so that any two of its runs can be compared.
package struct EvaluationSet: Sendable, Hashable {
    /// What is searched.
    package enum Target: Sendable, Hashable {
        /// The collection of this id.
        case collection(String)
        /// What the assistant of this id knows by then.
        case assistant(String)

        /// As in `collection:0d6c`.
        var text: String {
            switch self {
            case .collection(let id): "collection:\(id)"
            case .assistant(let id): "assistant:\(id)"
            }
        }

        init?(text: String) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "collection": self = .collection(parts[1])
            case "assistant": self = .assistant(parts[1])
            default: return nil
            }
        }
    }

    package var id: String
    package var name: String
    package var target: Target
    /// How many there are.
    package var questions: Int
    /// Seconds since 1970.
    package var createdAt: Double

    package static let mostQuestions = 10_000
}

/// A question of a set.
package struct EvaluationQuestion: Sendable, Hashable {
    /// A document that answers it.
    package struct Expected: Sendable, Hashable, Codable {
        /// What whoever made the set calls it.
        package var name: String
        package var document: String
    }

    /// Counts the questions of a set, from 0.
    package var ordinal: Int
    package var text: String
    /// Never empty.
    package var expected: [Expected]
}

/// Why a set cannot be made, or not be run.
package enum EvaluationError: Error, Sendable, Hashable {
    /// The lines that cannot be used, of which the first are named. Nothing was taken in.
    case unusable(problems: [QuestionFile.Problem], count: Int)
    /// There is no such collection or assistant, or none that all admins may read.
    case unknownTarget
    /// A run of the set waits or is under way.
    case busy
    /// Nothing is being done about the run.
    case nothingToCancel
}
