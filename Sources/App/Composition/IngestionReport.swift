import Knowledge
import Logging
import Telemetry

extension IngestionWorker.Report {
    func note(in metrics: ServerMetrics) {
        let result = reason == nil ? "ready" : "failed"
        metrics.documents.increment(result, reasonCode ?? "")
        metrics.documentDuration.observe(seconds, result)
        guard reason == nil else { return }
        metrics.documentPages.increment(by: Double(pages ?? 0))
        metrics.documentBytes.increment(by: Double(size))
        metrics.documentPassages.increment(by: Double(passages))
        if isFlagged {
            metrics.flaggedDocuments.increment()
            metrics.flaggedPassages.increment(by: Double(suspects))
        }
    }

    /// What a document says is never in a log.
    func note(in logger: Logger) {
        if let reasonCode {
            logger.warning("The document \(document) could not be read: \(reasonCode)")
        } else if isFlagged {
            logger.warning("The document \(document) is ready, and looks as if it gave orders to a model")
        } else {
            logger.info("The document \(document) is ready")
        }
    }
}
