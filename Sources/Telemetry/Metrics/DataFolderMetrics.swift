#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension ServerMetrics {
    /// Reports at each scrape how large the file system of the data folder is and what is free of it, in bytes; nothing where it
    /// cannot be asked. Call it once.
    /// - Parameter folder: the path of the data folder.
    package func reportDataFolder(_ folder: String) {
        registry.collect {
            var facts = statvfs()
            guard statvfs(folder, &facts) == 0 else { return [] }
            let block = Double(facts.f_frsize)
            return [
                MetricFamily(
                    "understudy_data_size_bytes", .gauge, help: "Size of the file system that holds the data folder.",
                    value: Double(facts.f_blocks) * block),
                // What is kept back for root is not free for the server.
                MetricFamily(
                    "understudy_data_free_bytes", .gauge, help: "What is free of it for the server.",
                    value: Double(facts.f_bavail) * block),
            ]
        }
    }
}
