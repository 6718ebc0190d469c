package io.nova.driver.volume.aoe;

import io.nova.blockstore.Processes;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A storage host with a directory for volumes, and one that is emptied by a restart. */
final class AoeLab implements AutoCloseable {

    static final Path VBLADE = Path.of("/usr/sbin/vblade");

    private final Path top;
    private final Path directory;
    private final Path run;
    private final List<AoeVolumes> opened = new ArrayList<>();

    AoeLab() throws IOException {
        this(Files.createTempDirectory("nova-va-"));
    }

    AoeLab(Path top) throws IOException {
        this.top = top;
        directory = Files.createDirectories(top.resolve("volumes"));
        run = Files.createDirectories(top.resolve("run"));
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

    AoeConfig config(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("directory", directory.toString());
        values.put("runDirectory", run.toString());
        values.put("device", Network.STORAGE);
        values.put("shelves", new String[] {"7"});
        values.put("capacityMib", 64L);
        values.put("reservedMib", 1L);
        values.put("wipeMib", 1);
        values.put("sync", false);
        values.put("deadSeconds", 2);
        values.put("copySeconds", 1);
        values.putAll(more);
        return config(AoeConfig.class, values);
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

    AoeVolumes open() {
        return open(Map.of());
    }

    AoeVolumes open(Map<String, ?> more) {
        AoeVolumes driver = new AoeVolumes(config(more));
        opened.add(driver);
        return driver;
    }

    /** Returns the vblades of this lab. */
    List<Processes.Found> servers() {
        return Processes.with(VBLADE, directory + "/");
    }

    /** The storage host without its drivers and servers. */
    void stop() throws Exception {
        opened.forEach(AoeVolumes::close);
        Processes.end(servers());
    }

    @Override
    public void close() throws Exception {
        stop();
        delete(top);
    }

    static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
