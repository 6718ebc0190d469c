package io.nova.manager.identity;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.identity.Signer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who signed. Look-ups run on threads of their own, one for each key at a time, and nobody
 * waits for a silent driver longer than the deadline: whoever was known lately still is.
 */
@Component(configurationPid = CallerManager.PID)
@Designate(ocd = CallerManager.Config.class)
public final class CallerManager implements CallerResolver {

    static final String PID = "io.nova.manager.identity.callers";

    private static final Logger LOG = LoggerFactory.getLogger(CallerManager.class);
    private static final Duration HURRY = Duration.ofSeconds(1);
    private static final int THREADS = 8;
    private static final int QUEUE = 256;

    /** How callers are remembered. */
    @ObjectClassDefinition(name = "Callers")
    public @interface Config {
        @AttributeDefinition(description = "Access keys that are remembered")
        int cacheSize() default 10_000;

        @AttributeDefinition(description = "How long a look-up may take, in milliseconds")
        int deadlineMillis() default 11_000;

        @AttributeDefinition(
                description =
                        "How long a known key works beyond its minute while the driver does not"
                                + " answer, in seconds; 0 refuses at once")
        int staleSeconds() default 300;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final Directory directory;
    private final Duration deadline;

    /** How long somebody is asked about whom enough is known to go on. */
    private final Duration hurry;

    private final CallerCache cache;
    private final ThreadPoolExecutor threads;
    private final ConcurrentMap<AccessKeyId, Look> looking = new ConcurrentHashMap<>();

    @Activate
    public CallerManager(@Reference Directory directory, @Reference Clock clock, Config config) {
        this(
                directory,
                clock,
                Duration.ofMillis(FILE.atLeast("deadlineMillis", config::deadlineMillis, 1)),
                FILE.seconds("staleSeconds", config::staleSeconds, 0),
                FILE.atLeast("cacheSize", config::cacheSize, 1));
    }

    CallerManager(
            Directory directory, Clock clock, Duration deadline, Duration stale, int cacheSize) {
        this.directory = directory;
        this.deadline = deadline;
        this.hurry = deadline.compareTo(HURRY) < 0 ? deadline : HURRY;
        this.cache = new CallerCache(clock, cacheSize, stale);
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        work -> {
                            Thread thread = new Thread(work, "nova-identity-lookup");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
        directory.listen(cache);
    }

    @Deactivate
    public void close() {
        directory.forget(cache);
        threads.shutdownNow();
    }

    @Override
    public Optional<Credential> find(AccessKeyId key) {
        Optional<CallerCache.Entry> entry = cache.find(key);
        if (entry.isPresent() && cache.isFresh(entry.get())) {
            return entry.map(CallerCache.Entry::credential);
        }
        if (entry.isEmpty() && cache.isUnknown(key)) {
            return Optional.empty();
        }
        try {
            return look(key, entry.isPresent() ? hurry : deadline);
        } catch (UnavailableException e) {
            if (entry.isEmpty()) {
                throw e;
            }
            LOG.warn("The key {} is used as it was known: {}", key, e.getMessage());
            cache.postpone(key);
            return entry.map(CallerCache.Entry::credential);
        }
    }

    private Optional<Credential> look(AccessKeyId key, Duration patience) {
        Look mine = new Look(key, cache.changes());
        // Nobody joins a look-up that may have seen what was before the last change.
        Look look =
                looking.merge(
                        key,
                        mine,
                        (there, fresh) ->
                                there.isDone() || there.changes != fresh.changes ? fresh : there);
        try {
            if (look == mine) {
                threads.execute(mine);
            }
            return look.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException | CancellationException e) {
            look.cancel(true);
            throw silent(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnavailableException known ? known : silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent(e);
        }
    }

    /** A look-up that all who ask for the key wait for. */
    private final class Look extends FutureTask<Optional<Credential>> {

        private final AccessKeyId key;
        private final long changes;

        Look(AccessKeyId key, long changes) {
            super(() -> ask(key, changes));
            this.key = key;
            this.changes = changes;
        }

        @Override
        protected void done() {
            looking.remove(key, this);
        }
    }

    private Optional<Credential> ask(AccessKeyId key, long changes) {
        // Another look-up may have ended between this one's look into the cache and its turn.
        Optional<CallerCache.Entry> meanwhile = cache.find(key).filter(cache::isFresh);
        if (meanwhile.isPresent()) {
            return meanwhile.map(CallerCache.Entry::credential);
        }
        Optional<Credential> found =
                directory.read(driver -> driver.findSigner(key)).flatMap(CallerManager::credential);
        return cache.put(key, found, changes);
    }

    private static UnavailableException silent(Exception cause) {
        return new UnavailableException(
                "identity", "Access keys cannot be looked up now; try again", cause);
    }

    /** Tells whether whom these roles are given acts in every project. */
    static boolean belongsEverywhere(Set<Role> roles) {
        return roles.contains(Role.CLOUDADMIN)
                || roles.contains(Role.ITSEC)
                || roles.contains(Role.SERVICE);
    }

    /** Returns who the signer acts as; nobody if disabled, or no longer part of the project. */
    static Optional<Credential> credential(Signer signer) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(signer.roles());
        if (signer.project().manager().equals(signer.user().id())) {
            roles.add(Role.PROJECTMANAGER);
        }
        Set<Role> everywhere = signer.user().roles();
        boolean belongs = !roles.isEmpty() || belongsEverywhere(everywhere);
        if (!belongs || !signer.key().enabled() || !signer.user().enabled()) {
            return Optional.empty();
        }
        roles.addAll(everywhere);
        Caller caller =
                new Caller(signer.user().id(), signer.project().id(), signer.key().id(), roles);
        return Optional.of(new Credential(caller, signer.secret()));
    }

    @Override
    public Caller operator() {
        return directory
                .read(driver -> driver.findProjectByName(FirstStart.NAME))
                .map(
                        project ->
                                new Caller(
                                        new UserId(FirstStart.NAME),
                                        project.id(),
                                        new AccessKeyId("operator"),
                                        Set.of(Role.CLOUDADMIN)))
                .orElseThrow(
                        () ->
                                new UnavailableException(
                                        "identity",
                                        "The project 'admin' is not there yet; try again"));
    }
}
