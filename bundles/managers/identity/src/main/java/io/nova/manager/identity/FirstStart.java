package io.nova.manager.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.CloudException;
import io.nova.model.IdSource;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.identity.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is an administrator, with a project and a key, and that the key is in a
 * file.
 *
 * <p>User, project and key are founded in one step, or not at all; the file is made from what the
 * driver then holds. So it does not matter on which line an earlier start died, nor how many
 * managers start at once. It looks again when anything may have changed: the records may have lost
 * history, and the administrator with it.
 */
@Component(
        immediate = true,
        service = FirstStart.class,
        configurationPid = FirstStart.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FirstStart.Config.class)
public final class FirstStart {

    static final String PID = "io.nova.manager.identity";

    /** The name of the first user and of its project. */
    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final UserId ADMIN = new UserId(NAME);
    private static final int LONGEST_PAUSE_SECONDS = 30;

    /** Where the credentials go. */
    @ObjectClassDefinition(name = "Identity manager")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "File that the first administrator's credentials are written to, for its"
                                + " owner's eyes alone; written again if it is missing")
        String credentialsFile();
    }

    private final Directory directory;
    private final Clock clock;
    private final KeyMaker maker;
    private final CredentialsFile file;
    private final ScheduledExecutorService thread;
    private final IdentityListener looking = new LookAgain();
    private final AtomicBoolean waiting = new AtomicBoolean();

    /** Has it looked again; what it does itself is no reason to. */
    private final class LookAgain implements IdentityListener {

        @Override
        public void keyChanged(AccessKeyId key) {
            // Its owner's business.
        }

        @Override
        public void userChanged(UserId user) {
            // Its owner's business.
        }

        @Override
        public void allChanged() {
            try {
                if (waiting.compareAndSet(false, true)) {
                    thread.execute(() -> attempt(1));
                }
            } catch (RejectedExecutionException e) {
                // It has just been closed.
                return;
            }
        }
    }

    @Activate
    public FirstStart(
            @Reference Directory directory,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        this(
                directory,
                clock,
                ids,
                SettingsFile.of(PID).path("credentialsFile", config::credentialsFile));
        directory.listen(looking);
        looking.allChanged();
    }

    /** Does nothing until {@link #ensure}. */
    FirstStart(Directory directory, Clock clock, IdSource ids, Path credentials) {
        this.directory = directory;
        this.clock = clock;
        this.maker = new KeyMaker(ids);
        this.file = new CredentialsFile(credentials);
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread made = new Thread(work, "nova-identity-first-start");
                            made.setDaemon(true);
                            return made;
                        });
    }

    @Deactivate
    public void close() {
        directory.forget(looking);
        thread.shutdownNow();
    }

    private void attempt(int pauseSeconds) {
        waiting.set(false);
        try {
            ensure();
        } catch (IOException | RuntimeException e) {
            if (thread.isShutdown()) {
                return;
            }
            String reason = e instanceof CloudException ? e.getMessage() : e.toString();
            LOG.warn("No administrator yet, again in {} s: {}", pauseSeconds, reason);
            int next = Math.min(LONGEST_PAUSE_SECONDS, 2 * pauseSeconds);
            if (waiting.compareAndSet(false, true)) {
                var unused = thread.schedule(() -> attempt(next), pauseSeconds, TimeUnit.SECONDS);
            }
        }
    }

    /** Makes what is missing; nothing if all is there. */
    void ensure() throws IOException {
        if (directory.read(driver -> driver.findUser(ADMIN)).isEmpty()) {
            found();
        }
        Optional<Signer> signer = signer();
        if (signer.isEmpty()) {
            LOG.info("The user 'admin' has no access key: {} stays as it is", file);
            return;
        }
        var key = signer.get().key();
        var secret = signer.get().secret();
        if (!file.says(key.id(), secret, key.project())) {
            file.write(key.id(), secret, key.project());
            LOG.info("The administrator's credentials are in {}", file);
        }
    }

    private void found() {
        // As coarse as records hold it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        User user = new User(ADMIN, Set.of(Role.CLOUDADMIN), true, now);
        Project project =
                new Project(maker.project(), NAME, "The administrators' project", ADMIN, now);
        AccessKey key = new AccessKey(maker.key(), ADMIN, project.id(), true, now);
        boolean first = directory.write(editor -> editor.found(user, project, key, maker.secret()));
        if (first) {
            LOG.info("Made the user 'admin' with the project {}", project.id());
        }
    }

    /** Returns the oldest key with which the administrator can sign. */
    private Optional<Signer> signer() {
        List<AccessKey> keys = directory.read(driver -> driver.listKeys(ADMIN));
        return keys.stream()
                .filter(AccessKey::enabled)
                .min(
                        java.util.Comparator.comparing(AccessKey::createdAt)
                                .thenComparing(AccessKey::id))
                .flatMap(key -> directory.read(driver -> driver.findSigner(key.id())));
    }
}
