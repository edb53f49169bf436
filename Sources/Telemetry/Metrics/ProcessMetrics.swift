#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The process's own numbers under the names that Prometheus's client libraries use, read from /proc at each scrape.
/// Where there is no /proc, only the processor time is reported.
struct ProcessMetrics: Sendable {
    func read() -> [MetricFamily] {
        var families = [
            MetricFamily(
                "process_cpu_seconds_total", .counter, help: "Processor time, user and system.", value: processorSeconds())
        ]
        if let pages = fields(of: "/proc/self/statm").dropFirst().first.flatMap({ Double($0) }) {
            families.append(
                MetricFamily(
                    "process_resident_memory_bytes", .gauge, help: "Resident memory.",
                    value: pages * Double(sysconf(Int32(_SC_PAGESIZE)))))
        }
        if let count = openDescriptors() {
            families.append(MetricFamily("process_open_fds", .gauge, help: "Open file descriptors.", value: Double(count)))
        }
        if let start = startTime() {
            families.append(
                MetricFamily("process_start_time_seconds", .gauge, help: "Start of the process since 1970.", value: start))
        }
        return families
    }

    private func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not counted: `.`, `..` and the folder being read.
        return max(0, count - 3)
    }

    /// Boot time plus the start in clock ticks since boot: field 22 of `stat`, counted after the parenthesised name.
    private func startTime() -> Double? {
        let boot = contents(of: "/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
        let stat = contents(of: "/proc/self/stat")
        guard let boot, let bootTime = Double(boot), let nameEnd = stat.lastIndex(of: ")") else { return nil }
        let rest = stat[nameEnd...].split(separator: " ")
        guard rest.count > 20, let ticks = Double(rest[20]) else { return nil }
        return bootTime + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func fields(of path: String) -> [Substring] {
        contents(of: path).split(separator: " ")
    }

    /// The whole file; empty when it cannot be read.
    private func contents(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
