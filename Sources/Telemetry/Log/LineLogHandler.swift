package import LanguageModel
package import Logging

/// The one log handler of the house: formats a line and hands it to a ``LogDestination``.
///
///     LoggingSystem.bootstrap(
///         { label, provider in
///             LineLogHandler(label: label, level: .info, format: .text, destination: .standardError, metadataProvider: provider)
///         }, metadataProvider: nil)
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let destination: LogDestination
    private let time: any TimeSource

    package init(
        label: String, level: Logger.Level, format: LogFormat, destination: LogDestination,
        metadataProvider: Logger.MetadataProvider? = nil, time: any TimeSource = SystemTime()
    ) {
        self.label = label
        self.logLevel = level
        self.format = format
        self.destination = destination
        self.metadataProvider = metadataProvider
        self.time = time
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get(), !provided.isEmpty {
            fields.merge(provided) { _, new in new }
        }
        if let own = event.metadata {
            fields.merge(own) { _, new in new }
        }
        if let error = event.error, fields["error"] == nil {
            fields["error"] = "\(error)"
        }
        destination.write(
            format.line(
                wallClock: time.wallClock, label: label, level: event.level, message: event.message.description, metadata: fields)
        )
    }
}
