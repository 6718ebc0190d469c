package io.nova.blockstore;

import io.nova.blockstore.Store.Entry;
import io.nova.blockstore.Store.State;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may connect to which volume, one small file each beside the volumes: written before anything
 * is exported, and deleted before anything is ended. A line has a host and its name as an
 * initiator; one without a host has the address.
 */
final class ExportRecords {

    private static final String SUFFIX = ".export";
    private static final String ADDRESS = "\taddress\t";

    private static final Pattern NAME =
            Pattern.compile("vol-(?:[0-9a-f]{17}|[0-9a-f]{8})\\" + SUFFIX);

    private final Store store;

    ExportRecords(Store store) {
        this.store = store;
    }

    /** Returns how a volume is exported; empty if it is not. */
    Optional<Export> of(Entry volume) {
        return Disk.read(file(volume.volume()))
                .map(text -> parse(volume, text))
                .filter(export -> !export.initiators().isEmpty());
    }

    /** Lists what is exported, in order. */
    List<Export> all() {
        List<Export> all = new ArrayList<>();
        for (Path file : files()) {
            String name = name(file);
            if (NAME.matcher(name).matches()) {
                store.volume(new VolumeId(name.substring(0, name.length() - SUFFIX.length())))
                        .filter(volume -> volume.is(State.RAW))
                        .flatMap(this::of)
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    void write(Export export) {
        String text = text(export);
        if (!Disk.read(file(export.volume())).equals(Optional.of(text))) {
            Disk.write(file(export.volume()), text);
        }
    }

    void delete(VolumeId volume) {
        Disk.delete(file(volume));
    }

    /** Removes what was half-written when a process died; under the host's lock. */
    void clear() {
        for (Path file : files()) {
            if (name(file).startsWith(".") && NAME.matcher(name(file).substring(1)).matches()) {
                Disk.attempt("delete " + file, () -> Files.deleteIfExists(file));
            }
        }
    }

    private List<Path> files() {
        return Disk.attempt(
                "list exports",
                () -> {
                    try (Stream<Path> files = Files.list(store.directory())) {
                        return files.sorted().toList();
                    }
                });
    }

    private static String text(Export export) {
        StringBuilder text = new StringBuilder();
        export.initiators().stream()
                .sorted(Comparator.comparing(Initiator::host).thenComparing(Initiator::name))
                .forEach(one -> line(text, one.host() + "\t", one.name()));
        export.terms().address().ifPresent(address -> line(text, ADDRESS, address));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(value).append('\n');
    }

    private static Export parse(Entry volume, String text) {
        Set<Initiator> initiators = new LinkedHashSet<>();
        Optional<String> address = Optional.empty();
        for (String line : text.split("\n", -1)) {
            String[] parts = line.split("\t", 2);
            if (line.startsWith(ADDRESS)) {
                address = Optional.of(line.substring(ADDRESS.length()));
            } else if (parts.length == 2) {
                initiators.add(new Initiator(new HostId(parts[0]), parts[1]));
            }
        }
        return new Export(
                volume.volume(),
                volume.path(),
                volume.bytes(),
                initiators,
                new ExportTerms(address));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path file(VolumeId volume) {
        return store.directory().resolve(volume + SUFFIX);
    }
}
