package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.driver.volume.iscsi.TargetFiles.Known;
import io.nova.driver.volume.iscsi.TgtControl.Mode;
import io.nova.driver.volume.iscsi.TgtControl.Request;
import io.nova.driver.volume.iscsi.TgtControl.Result;
import io.nova.driver.volume.iscsi.TgtControl.Verb;
import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.VolumeId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    private final SecureRandom random = new SecureRandom();

    Targets(TgtControl control, TargetFiles files) {
        this.control = control;
        this.files = files;
    }

    /** A connection of somebody who logged in. */
    private record Login(long session, int connection, String initiator) {}

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
    void ensure(Target wanted, Secret secret) throws InterruptedException {
        boolean there = false;
        for (Known known : of(wanted.name().volume())) {
            boolean grows = known.target().filter(target -> target.growsInto(wanted)).isPresent();
            if (there || !known.whole() || !grows) {
                withdraw(known);
            } else {
                there = true;
                if (!known.target().get().equals(wanted)) {
                    files.begin(known.number(), wanted);
                    admit(known.number(), wanted);
                }
            }
        }
        if (!there) {
            make(wanted, secret);
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
        Set<String> names = known.target().map(Target::initiators).orElse(Set.of());
        for (String name : new TreeSet<>(names)) {
            tell(
                    Mode.TARGET,
                    Verb.UNBIND,
                    known.number(),
                    "initiator-name=" + name,
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
        if (known.target().isPresent()) {
            forgetUser(known.target().get().name());
        }
        files.forget(known.number());
    }

    /** Whether somebody of that name is logged in to a volume. */
    boolean has(VolumeId volume, String initiator) throws InterruptedException {
        for (Known known : of(volume)) {
            if (logins(known.number()).stream()
                    .anyMatch(login -> login.initiator().equals(initiator))) {
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

    private void make(Target target, Secret secret) throws InterruptedException {
        int number = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        files.begin(number, target);
        tell(Mode.TARGET, Verb.NEW, number, "targetname=" + target.name());
        String user = "user=" + target.name().user();
        forgetUser(target.name());
        tell(Mode.ACCOUNT, Verb.NEW, number, user + ",password=" + secret.revealText());
        tell(Mode.ACCOUNT, Verb.BIND, number, user);
        control.tell(Request.of(Mode.DEVICE, Verb.NEW, number, "path=" + target.file()).unit(UNIT));
        control.tell(
                Request.of(Mode.DEVICE, Verb.UPDATE, number, "scsi_id=" + target.name().volume())
                        .unit(UNIT));
        // Until here nobody may connect.
        admit(number, target);
    }

    private void admit(int number, Target target) throws InterruptedException {
        for (String name : target.initiators()) {
            tell(Mode.TARGET, Verb.BIND, number, "initiator-name=" + name, Result.ACL_EXISTS);
        }
        files.isWhole(number);
    }

    private void forgetUser(Iqn name) throws InterruptedException {
        tell(Mode.ACCOUNT, Verb.DELETE, 0, "user=" + name.user(), Result.NO_USER);
    }

    // Each is asked to go once: it is listed until its last write is done, but its socket may
    // already be another's. tgtd ends itself if it is to remove a target with somebody's write
    // under way: so
    // all go first.
    private boolean remove(int number, Set<Long> asked) throws InterruptedException {
        List<Login> logins = logins(number);
        for (Login login : logins) {
            if (asked.add(login.session())) {
                control.tell(
                        new Request(
                                Mode.CONNECTION,
                                Verb.DELETE,
                                number,
                                login.session(),
                                login.connection(),
                                0,
                                ""),
                        Result.NO_SESSION,
                        Result.NO_CONNECTION,
                        Result.NO_TARGET);
            }
        }
        return logins.isEmpty()
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

    private List<Login> logins(int number) throws InterruptedException {
        List<Login> logins = new ArrayList<>();
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
                logins.add(new Login(session, connection, third.group(1)));
            }
        }
        return logins;
    }

    private Result tell(Mode mode, Verb verb, int number, String text, Result... also)
            throws InterruptedException {
        return control.tell(Request.of(mode, verb, number, text), also);
    }
}
