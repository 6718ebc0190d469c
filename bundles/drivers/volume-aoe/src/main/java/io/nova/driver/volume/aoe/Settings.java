package io.nova.driver.volume.aoe;

import io.nova.blockstore.Places;
import io.nova.blockstore.StoreSettings;
import io.nova.model.HostId;
import io.nova.model.setting.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The configuration, checked: a bad value is refused with its key. */
record Settings(
        StoreSettings store,
        Path runDirectory,
        HostId host,
        String group,
        String device,
        int mtu,
        List<Integer> shelves,
        Duration rest,
        boolean sync,
        int buffers,
        Way way,
        Duration dead,
        Path vblade,
        Path ip) {

    static final String PID = "io.nova.driver.volume.aoe";

    /** The technology, which is also the driver's name. */
    static final String TECHNOLOGY = "aoe";

    /** How guests are connected. */
    enum Way {
        AUTO,
        KERNEL,
        USER
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Path RUN = Path.of("/run/nova/aoe");

    // The kernel takes 107 bytes for a socket; the rest is for ours.
    private static final int RUN_DIRECTORY_MOST = 60;
    private static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    // As the kernel has it; and nothing that a program could take for an option.
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}");
    private static final Pattern SHELVES = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final Pattern WAY = Pattern.compile("auto|kernel|user");
    // Two sectors, as vblade needs one at least; and what one frame of AoE can count.
    private static final int MTU_LEAST = 1100;
    private static final int MTU_MOST = 65535;
    private static final int SHELF_MOST = 65534;
    private static final int SHELVES_MOST = 64;
    private static final int BUFFERS_MOST = 1024;

    static Settings of(AoeConfig config) {
        StoreSettings store =
                StoreSettings.read(
                        FILE,
                        TECHNOLOGY,
                        config::directory,
                        config::capacityMib,
                        config::reservedMib,
                        config::wipeMib,
                        config::copySeconds);
        Path run = run(store.directory(), config);
        if (run.toString().length() > RUN_DIRECTORY_MOST) {
            throw FILE.refusal(
                    "runDirectory",
                    "'%s' is longer than %d, too long for a socket"
                            .formatted(run, RUN_DIRECTORY_MOST));
        }
        int mtu = FILE.within("mtu", config::mtu, 0, MTU_MOST);
        if (mtu > 0 && mtu < MTU_LEAST) {
            throw FILE.refusal("mtu", "%d is less than %d".formatted(mtu, MTU_LEAST));
        }
        Duration dead = FILE.seconds("deadSeconds", config::deadSeconds, 1);
        if (store.copy().compareTo(dead) >= 0) {
            throw FILE.refusal(
                    "copySeconds",
                    "%d is not less than deadSeconds, %d: a guest's disk would fail meanwhile"
                            .formatted(store.copy().toSeconds(), dead.toSeconds()));
        }
        Duration rest = FILE.seconds("restSeconds", config::restSeconds, 0);
        if (rest.compareTo(dead) < 0) {
            throw FILE.refusal(
                    "restSeconds",
                    "%d is less than deadSeconds, %d: a disk that still waits would write to the"
                                    .formatted(rest.toSeconds(), dead.toSeconds())
                            + " next volume");
        }
        return new Settings(
                store,
                run,
                FILE.host("host", config::host),
                FILE.text("group", config::group, GROUP, "group"),
                device(config),
                mtu,
                shelves(config),
                rest,
                config.sync(),
                FILE.within("buffers", config::buffers, 1, BUFFERS_MOST),
                way(config),
                dead,
                FILE.path("vblade", config::vblade),
                tool("ip", FILE.path("ip", config::ip), "iproute2"));
    }

    /** Checks what only a host needs that exports volumes. */
    Settings forExports() {
        if (shelves.isEmpty()) {
            throw FILE.refusal(
                    "shelves", "it is not set; a host that exports has a shelf of its own");
        }
        tool("vblade", vblade, "vblade");
        return this;
    }

    private static Path tool(String key, Path program, String debian) {
        if (!Files.isExecutable(program)) {
            throw FILE.refusal(
                    key,
                    "'%s' is not there; Debian has it in the package %s"
                            .formatted(program, debian));
        }
        return program;
    }

    private static String device(AoeConfig config) {
        if (String.valueOf(config.device()).isBlank()) {
            throw FILE.refusal("device", "it is not set");
        }
        return FILE.text("device", config::device, DEVICE, "network device");
    }

    private static Way way(AoeConfig config) {
        return switch (FILE.text(
                "initiator", config::initiator, WAY, "way to connect: auto, kernel or user")) {
            case "kernel" -> Way.KERNEL;
            case "user" -> Way.USER;
            default -> Way.AUTO;
        };
    }

    private static List<Integer> shelves(AoeConfig config) {
        NavigableSet<Integer> shelves = new TreeSet<>();
        FILE.list("shelves", config::shelves, Settings::range).forEach(shelves::addAll);
        if (shelves.size() > SHELVES_MOST) {
            throw FILE.refusal("shelves", "more than %d".formatted(SHELVES_MOST));
        }
        return List.copyOf(shelves);
    }

    private static NavigableSet<Integer> range(String text) {
        var parts = SHELVES.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is no shelf or range".formatted(text));
        }
        int first = Integer.parseInt(parts.group(1));
        int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
        if (last > SHELF_MOST || first > last || last - first >= SHELVES_MOST) {
            throw new IllegalArgumentException(
                    "'%s' is not within 0-%d, rising, and %d at most"
                            .formatted(text, SHELF_MOST, SHELVES_MOST));
        }
        NavigableSet<Integer> range = new TreeSet<>();
        for (int shelf = first; shelf <= last; shelf++) {
            range.add(shelf);
        }
        return range;
    }

    // Two clouds on one machine: neither may take the other's connections for its own.
    private static Path run(Path directory, AoeConfig config) {
        return config.runDirectory().isBlank()
                ? RUN.resolve(Places.name(directory.toString()))
                : FILE.path("runDirectory", config::runDirectory);
    }
}
