package io.nova.gated.state;

import static java.util.Objects.requireNonNull;

import io.nova.gate.Gate;
import io.nova.gate.GateStats;
import io.nova.gated.state.Mark.Meaning;
import io.nova.model.CloudException;
import io.nova.model.setting.SettingsPlace;
import io.nova.spi.state.StateDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers that are there, and the one that serves: no other is ever called for a manager.
 *
 * <p>Reads and changes have a gate each, so that reads go on while changes wait. Who serves is
 * chosen once in the life of the process, when the first driver comes that may; from then on only
 * one of that name serves, unless a move says another.
 */
final class Drivers {

    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    /** The key of the one that has the records. */
    private static final String DRIVER = "driver";

    /** How often to look for a driver, a second apart, before its absence is told. */
    private static final int PATIENT_LOOKS = 10;

    /** A driver that is there. */
    record Present(StateDriver driver, String name, int ranking) {}

    private final Gate<StateDriver> reads;
    private final Gate<StateDriver> changes;
    private final Watches watches = new Watches();
    private final SettingsPlace file;
    private final Runnable later;
    private final Runnable opened;
    private final List<Present> present = new ArrayList<>();
    private Settings settings;
    private @Nullable Present serving;
    private volatile String name = "";
    private String refusal = "";
    private int waits;

    /** Whether the store had records: then an empty one is another. */
    private volatile boolean full;

    /**
     * @param later has {@link #settle} called again some time
     * @param opened is told, perhaps more than once, that there is a store
     */
    Drivers(Settings settings, SettingsPlace file, Runnable later, Runnable opened) {
        this.settings = settings;
        this.file = file;
        this.later = later;
        this.opened = opened;
        reads = new Gate<>("state", settings.patience(), settings.drain());
        changes = new Gate<>("state", settings.patience(), settings.drain());
    }

    Gate<StateDriver> reads() {
        return reads;
    }

    Gate<StateDriver> changes() {
        return changes;
    }

    Watches watches() {
        return watches;
    }

    synchronized Settings settings() {
        return settings;
    }

    /** Takes what is new in the file; who serves already stays. */
    synchronized void modified(Settings fresh) {
        settings = fresh;
        if (!name.isEmpty() && !fresh.driver().isEmpty() && !fresh.driver().equals(name)) {
            LOG.warn(
                    "{} has the records, and serves on: nova:state-migrate {} moves them",
                    name,
                    fresh.driver());
        }
        settle();
    }

    synchronized void bind(StateDriver driver, String driverName, int ranking) {
        Present came = new Present(driver, driverName, ranking);
        present.add(came);
        if (serving == null) {
            settle();
        }
        if (!name.isEmpty() && !driverName.equals(name)) {
            beside(came);
        }
    }

    /** Returns when nobody is inside the driver. */
    synchronized void unbind(StateDriver driver) {
        present.removeIf(one -> one.driver() == driver);
        if (serving != null && serving.driver() == driver) {
            serving = null;
            try {
                reads.unbind(driver);
            } finally {
                changes.unbind(driver);
                watches.leave(driver);
            }
            settle();
        }
    }

    /** Has a driver serve if none does and one may. */
    synchronized void settle() {
        Present now = serving;
        try {
            if (now == null) {
                Optional<Present> next = name.isEmpty() ? first() : again();
                next.ifPresentOrElse(this::serve, this::waitForNamed);
            } else {
                // Some may have been left behind.
                watches.move(now.driver());
            }
        } catch (CloudException e) {
            LOG.warn("The state store is tried again: {}", e.getMessage());
            later.run();
        }
    }

    /** Others are there, and the one that the setting names may only be late. */
    private void waitForNamed() {
        if (present.isEmpty() || !refusal.isEmpty() || find(wanted()).isPresent()) {
            return;
        }
        waits++;
        if (waits < PATIENT_LOOKS) {
            later.run();
        } else {
            refuse(
                    "%s has the records and is not there, only %s is: install it again"
                            .formatted(wanted(), String.join(", ", names())));
        }
    }

    private String wanted() {
        return name.isEmpty() ? settings.driver() : name;
    }

    private Optional<Present> first() {
        List<Choice.Candidate> candidates =
                present.stream().flatMap(one -> candidate(one).stream()).toList();
        Choice choice = Choice.of(settings, candidates);
        refuse(choice.reason());
        return choice.driver().flatMap(this::find);
    }

    /** What is named need not wait for what is not. */
    private Optional<Choice.Candidate> candidate(Present one) {
        try {
            return Optional.of(
                    new Choice.Candidate(
                            one.name(),
                            one.ranking(),
                            one.driver().info().seq(),
                            Mark.in(one.driver())));
        } catch (CloudException e) {
            if (settings.driver().isEmpty() || settings.driver().equals(one.name())) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<Present> again() {
        Optional<Present> next = find(name);
        if (full && next.isPresent() && next.get().driver().info().seq() == 0) {
            refuse(name + " is another store now: it is empty, and the one before had records");
            return Optional.empty();
        }
        return next;
    }

    private void refuse(String reason) {
        if (!reason.isEmpty() && !reason.equals(refusal)) {
            LOG.error("{}", Settings.FILE.refusal("driver", reason).getMessage());
        }
        refusal = reason;
    }

    synchronized Optional<Present> find(String wanted) {
        return present.stream().filter(one -> one.name().equals(wanted)).findFirst();
    }

    private void serve(Present next) {
        StateDriver driver = next.driver();
        if (name.isEmpty()) {
            settle(next);
            LOG.info("The records of this cloud are in {}", next.name());
        }
        full |= driver.info().seq() > 0;
        name = next.name();
        serving = next;
        refuse("");
        waits = 0;
        reads.bind(driver, name, next.ranking());
        changes.bind(driver, name, next.ranking());
        opened.run();
        watches.move(driver);
        Stream.of(present.toArray(Present[]::new))
                .filter(one -> !one.name().equals(name))
                .forEach(this::beside);
    }

    /** Brings what a move, or its end, left undone in the store that is to serve. */
    private void settle(Present next) {
        Optional<Mark> mark = Mark.in(next.driver());
        switch (Mark.meaning(mark, next.name())) {
            case LEAVING -> {
                LOG.warn(
                        "The move to {} came to no end: {} has everything",
                        mark.orElseThrow().to(),
                        next.name());
                Mark.put(next.driver(), Optional.empty());
            }
            case LEFT -> {
                LOG.warn(
                        "{} serves with the records it had before they went to {}",
                        next.name(),
                        mark.orElseThrow().to());
                Mark.put(next.driver(), Optional.empty());
            }
            case COPY -> Mark.put(next.driver(), mark.map(Mark::finished));
            case ARRIVED, NONE -> {
                // As it should be.
            }
        }
    }

    /** A second driver is there: the next start must know by itself which of them it is. */
    private void beside(Present other) {
        if (settings.driver().isEmpty()) {
            try {
                write(name, "");
                settings = settings.with(name, "");
            } catch (IOException e) {
                LOG.warn("That {} has the records cannot be written down: {}", name, e.toString());
            }
        }
        if (serving != null) {
            markLeft(requireNonNull(serving), other);
        }
    }

    /** Tells the store that was left so, if it was and does not know. */
    static void markLeft(Present serving, Present other) {
        try {
            Optional<Mark> mark = Mark.in(serving.driver());
            Optional<Mark> its = Mark.in(other.driver());
            // By its name alone it could be a store of somebody else.
            if (Mark.meaning(mark, serving.name()) == Meaning.ARRIVED
                    && Mark.meaning(its, other.name()) == Meaning.LEAVING
                    && its.get().move().equals(mark.get().move())) {
                Mark.put(other.driver(), mark);
            }
        } catch (CloudException e) {
            LOG.warn(
                    "{} cannot be told that its records went to {}, and would not refuse to serve"
                            + " them if it were started alone: {}",
                    other.name(),
                    serving.name(),
                    e.getMessage());
        }
    }

    /** This is the one step by which a move takes effect. */
    private void write(String driver, String move) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(DRIVER, driver);
        values.put("move", move);
        file.write(values);
    }

    /** Notes who has the records, for the next start; who it is does not change. */
    synchronized void writeDown() throws IOException {
        if (!file.read(DRIVER).equals(name)) {
            write(name, "");
            settings = settings.with(name, "");
        }
    }

    /**
     * Has the other driver serve, from the moment on that the file says so; changes are paused.
     *
     * @return false if it is not there any more, or the one that serves is not; nothing has changed
     */
    synchronized boolean cutOver(Present from, Present to, String move) throws IOException {
        if (!from.equals(serving) || !present.contains(to)) {
            return false;
        }
        try {
            write(to.name(), move);
        } catch (IOException e) {
            if (!file.read(DRIVER).equals(to.name())) {
                throw e;
            }
            LOG.warn("The choice of {} may not survive a power cut: {}", to.name(), e.toString());
        }
        settings = settings.with(to.name(), move);
        serving = to;
        name = to.name();
        reads.bind(to.driver(), to.name(), to.ranking());
        reads.unbind(from.driver());
        changes.unbind(from.driver());
        changes.bind(to.driver(), to.name(), to.ranking());
        try {
            watches.move(to.driver());
        } catch (CloudException e) {
            later.run();
        }
        return true;
    }

    /** Notes that the store has records. */
    void filled() {
        if (!full) {
            full = true;
        }
    }

    synchronized Optional<Present> serving() {
        return Optional.ofNullable(serving);
    }

    /** Returns who serves or is waited for. */
    String name() {
        return name;
    }

    synchronized List<String> names() {
        return present.stream().map(Present::name).distinct().toList();
    }

    GateStats stats() {
        GateStats r = reads.stats();
        GateStats c = changes.stats();
        List<GateStats.Use> uses = new ArrayList<>();
        for (GateStats.Use use : r.uses()) {
            GateStats.Use more =
                    c.uses().stream()
                            .filter(one -> one.driver().equals(use.driver()))
                            .findFirst()
                            .orElse(new GateStats.Use(use.driver(), 0, 0));
            uses.add(
                    new GateStats.Use(
                            use.driver(),
                            use.calls() + more.calls(),
                            use.inFlight() + more.inFlight()));
        }
        return new GateStats(
                r.family(),
                uses,
                r.calls() + c.calls(),
                r.inFlight() + c.inFlight(),
                r.swaps(),
                r.overruns() + c.overruns(),
                r.waited().plus(c.waited()),
                r.longestPause().compareTo(c.longestPause()) > 0
                        ? r.longestPause()
                        : c.longestPause());
    }
}
