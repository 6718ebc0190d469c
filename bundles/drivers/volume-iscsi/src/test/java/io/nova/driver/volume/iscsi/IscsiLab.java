package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Processes;
import io.nova.blockstore.Processes.Found;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.testkit.volume.VolumeLab;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A directory for volumes, and one that is emptied by a restart; tgtd and QEMU are real. */
final class IscsiLab implements VolumeLab {

    static final Path TGTD = Path.of("/usr/sbin/tgtd");

    private final Path top;
    private final Path directory;
    private final Path run;
    private final int port;
    private final List<IscsiVolumes> opened = new ArrayList<>();

    IscsiLab() throws IOException {
        this(Files.createTempDirectory("nova-vi-"), freePort());
    }

    IscsiLab(Path top, int port) throws IOException {
        this.top = top;
        this.port = port;
        directory = Files.createDirectories(top.resolve("volumes"));
        run = Files.createDirectories(top.resolve("run"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Path top() {
        return top;
    }

    Path directory() {
        return directory;
    }

    Path run() {
        return run;
    }

    int port() {
        return port;
    }

    IscsiConfig config(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("directory", directory.toString());
        values.put("runDirectory", run.toString());
        values.put("portalPort", port);
        values.put("capacityMib", 64L);
        values.put("reservedMib", 1L);
        values.put("wipeMib", 1);
        values.putAll(more);
        return config(IscsiConfig.class, values);
    }

    static <C> C config(Class<C> type, Map<String, ?> values) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object value = values.get(method.getName());
                            return value != null ? value : method.getDefaultValue();
                        }));
    }

    @Override
    public IscsiVolumes open() {
        IscsiVolumes driver = new IscsiVolumes(config(Map.of()));
        opened.add(driver);
        return driver;
    }

    @Override
    public VolumeConnector connector(HostId host) {
        return new IscsiConnector(config(Map.of("host", host.value())));
    }

    @Override
    public void close(Object driver) {
        if (driver instanceof IscsiVolumes volumes) {
            volumes.close();
        }
    }

    @Override
    public void restart() throws Exception {
        opened.forEach(IscsiVolumes::close);
        Processes.end(servers());
        delete(run);
        Files.createDirectories(run);
    }

    @Override
    public void write(HostId host, String source, long offset, byte[] bytes) throws IOException {
        QemuGuest.of(source).write(offset, bytes);
    }

    @Override
    public byte[] read(HostId host, String source, long offset, int length) throws IOException {
        return QemuGuest.of(source).read(offset, length);
    }

    @Override
    public boolean storeHolds(byte[] bytes) throws IOException {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public List<String> traces(VolumeId volume) throws Exception {
        List<String> traces = new ArrayList<>();
        try (Stream<Path> files = Files.walk(top)) {
            files.filter(file -> file.getFileName().toString().contains(volume.value()))
                    // The connector's own, on the other host.
                    .filter(file -> !file.startsWith(run.resolve("c")))
                    .forEach(file -> traces.add(file.toString()));
        }
        if (shown().contains(volume.value())) {
            traces.add(shown());
        }
        return traces;
    }

    /** Returns all that tgtd tells of its targets. */
    String shown() throws Exception {
        if (servers().isEmpty()) {
            return "";
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        "/usr/sbin/tgtadm", "-C", "0", "--op", "show", "--mode", "target");
        builder.environment().put("TGT_IPC_SOCKET", run.resolve("tgtd").toString());
        Process tool = builder.redirectErrorStream(true).start();
        return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    List<Found> servers() {
        return Processes.with(TGTD, "--pid-file=" + run + "/");
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(VolumeSnapshots.class);
    }

    @Override
    public void end() throws Exception {
        opened.forEach(IscsiVolumes::close);
        Processes.end(servers());
        delete(top);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
