/// Why an assistant could not be made, changed or found.
package enum AssistantError: Error, Sendable, Hashable {
    case notFound
    /// It has no such version.
    case unknownVersion
    /// Something about it cannot be; `field` is as the API calls it.
    case invalid(field: String, reason: String)
    /// An assistant, or a chain, has this identifier already.
    case taken(String)
    /// It was deleted, and could be brought back.
    case takenByDeleted(String)
    /// It is set in the configuration, and can only be changed there.
    case configured(String)
    /// It has another version by now.
    case changedMeanwhile(version: Int)
}
