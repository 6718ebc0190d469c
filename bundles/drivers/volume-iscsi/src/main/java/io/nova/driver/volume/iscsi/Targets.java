package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.driver.volume.iscsi.TargetFiles.Known;
import io.nova.driver.volume.iscsi.TgtControl.Mode;
import io.nova.driver.volume.iscsi.TgtControl.Request;
import io.nova.driver.volume.iscsi.TgtControl.Result;
import io.nova.driver.volume.iscsi.TgtControl.Verb;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The targets of one running tgtd. */
final class Targets {

    private static final Duration CUT_OFF = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 5;

    /** The number of the logical unit that is the volume. */
    static final long UNIT = 1;

    private static final Pattern SESSION = Pattern.compile("^Session: ([0-9]+)$");
    private static final Pattern CONNECTION = Pattern.compile("^ +Connection: ([0-9]+)$");
    private static final Pattern INITIATOR = Pattern.compile("^ +Initiator: (\\S+)$");

    private final TgtControl control;
    private final TargetFiles files;
    private final HostKey key;
    private final SecureRandom random = new SecureRandom();

    Targets(TgtControl control, TargetFiles files, HostKey key) {
        this.control = control;
        this.files = files;
        this.key = key;
    }

    /** A connection of somebody who logged in. */
    private record Session(long number, int connection, String initiator) {}

    Collection<Known> all() {
        return files.all();
    }

    /**
     * Makes a target as it is wanted.
     *
     * <p>One from which somebody is taken, or whose size is another, is made anew under a number
     * that was never used: a login that has begun refers to the old one and comes to nothing. Who
     * may still connect does so by itself.
     */
    void ensure(Target wanted) throws InterruptedException {
        boolean there = false;
        for (Known known : of(wanted.name().volume())) {
            boolean grows = known.target().filter(target -> target.growsInto(wanted)).isPresent();
            if (there || !known.whole() || !grows) {
                withdraw(known);
            } else {
                there = true;
                Set<Login> others = new HashSet<>(wanted.initiators());
                others.removeAll(known.target().get().initiators());
                if (!others.isEmpty()) {
                    files.begin(known.number(), wanted);
                    admit(known.number(), wanted.name(), others);
                }
            }
        }
        if (!there) {
            make(wanted);
        }
    }

    /** Cuts everybody off from a volume. */
    void end(VolumeId volume) throws InterruptedException {
        for (Known known : of(volume)) {
            withdraw(known);
        }
    }

    /** Removes a target; nobody writes to its file when this returns. */
    void withdraw(Known known) throws InterruptedException {
        // Nobody begins to log in any more. One who has begun may still come in, and is seen below.
        Set<Login> logins = known.target().map(Target::initiators).orElse(Set.of());
        for (Login login : logins) {
            tell(
                    Mode.TARGET,
                    Verb.UNBIND,
                    known.number(),
                    "initiator-name=" + login.name(),
                    Result.NO_ACL,
                    Result.NO_TARGET);
        }
        long end = System.nanoTime() + CUT_OFF.toNanos();
        Set<Long> asked = new HashSet<>();
        while (!remove(known.number(), asked)) {
            if (System.nanoTime() > end) {
                throw new DriverException(UNREACHABLE, "tgtd does not let go of " + known.target());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        for (Login login : logins) {
            forgetUser(login.user(known.target().orElseThrow().name()));
        }
        files.forget(known.number());
    }

    /** Whether somebody of that name is logged in to a volume. */
    boolean has(VolumeId volume, String initiator) throws InterruptedException {
        for (Known known : of(volume)) {
            if (sessions(known.number()).stream()
                    .anyMatch(session -> session.initiator().equals(initiator))) {
                return true;
            }
        }
        return false;
    }

    private List<Known> of(VolumeId volume) {
        return files.all().stream()
                .filter(
                        known ->
                                known.target()
                                        .filter(target -> target.name().volume().equals(volume))
                                        .isPresent())
                .toList();
    }

    private void make(Target target) throws InterruptedException {
        int number = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        files.begin(number, target);
        tell(Mode.TARGET, Verb.NEW, number, "targetname=" + target.name());
        control.tell(Request.of(Mode.DEVICE, Verb.NEW, number, "path=" + target.file()).unit(UNIT));
        control.tell(
                Request.of(Mode.DEVICE, Verb.UPDATE, number, "scsi_id=" + target.name().volume())
                        .unit(UNIT));
        // Until here nobody may connect.
        admit(number, target.name(), target.initiators());
    }

    // Its secret before its name: with a name and no secret at all, anybody is let in.
    private void admit(int number, Iqn target, Collection<Login> logins)
            throws InterruptedException {
        for (Login login : logins) {
            String user = login.user(target);
            forgetUser(user);
            String password = key.secret(login.key(), target, login).revealText();
            tell(Mode.ACCOUNT, Verb.NEW, number, "user=" + user + ",password=" + password);
            tell(Mode.ACCOUNT, Verb.BIND, number, "user=" + user);
            tell(
                    Mode.TARGET,
                    Verb.BIND,
                    number,
                    "initiator-name=" + login.name(),
                    Result.ACL_EXISTS);
        }
        files.isWhole(number);
    }

    private void forgetUser(String user) throws InterruptedException {
        tell(Mode.ACCOUNT, Verb.DELETE, 0, "user=" + user, Result.NO_USER);
    }

    // Each is asked to go once: it is listed until its last write is done, but its socket may
    // already be another's. tgtd ends itself if it is to remove a target with somebody's write
    // under way: so
    // all go first.
    private boolean remove(int number, Set<Long> asked) throws InterruptedException {
        List<Session> sessions = sessions(number);
        for (Session session : sessions) {
            if (asked.add(session.number())) {
                control.tell(
                        new Request(
                                Mode.CONNECTION,
                                Verb.DELETE,
                                number,
                                session.number(),
                                session.connection(),
                                0,
                                ""),
                        Result.NO_SESSION,
                        Result.NO_CONNECTION,
                        Result.NO_TARGET);
            }
        }
        return sessions.isEmpty()
                && control.tell(
                                Request.of(Mode.DEVICE, Verb.DELETE, number, "").unit(UNIT),
                                Result.NO_UNIT,
                                Result.NO_TARGET,
                                Result.UNIT_ACTIVE)
                        != Result.UNIT_ACTIVE
                && tell(
                                Mode.TARGET,
                                Verb.DELETE,
                                number,
                                "",
                                Result.NO_TARGET,
                                Result.TARGET_ACTIVE)
                        != Result.TARGET_ACTIVE;
    }

    private List<Session> sessions(int number) throws InterruptedException {
        List<Session> sessions = new ArrayList<>();
        long session = 0;
        int connection = 0;
        for (String line : control.show(Mode.CONNECTION, number).lines().toList()) {
            Matcher first = SESSION.matcher(line);
            Matcher second = CONNECTION.matcher(line.replace('\t', ' '));
            Matcher third = INITIATOR.matcher(line.replace('\t', ' '));
            if (first.matches()) {
                session = Long.parseLong(first.group(1));
            } else if (second.matches()) {
                connection = (int) Long.parseLong(second.group(1));
            } else if (third.matches()) {
                sessions.add(new Session(session, connection, third.group(1)));
            }
        }
        return sessions;
    }

    private Result tell(Mode mode, Verb verb, int number, String text, Result... also)
            throws InterruptedException {
        return control.tell(Request.of(mode, verb, number, text), also);
    }
}
