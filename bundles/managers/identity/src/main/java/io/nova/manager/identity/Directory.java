package io.nova.manager.identity;

import io.nova.gate.DriverFamily;
import io.nova.gate.Gate;
import io.nova.gate.GateStats;
import io.nova.model.AccessKeyId;
import io.nova.model.DriverException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import io.nova.model.UserId;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.identity.IdentityDriver;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.identity.IdentityNews;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identity driver as this bundle calls it: through gates, and with faults for callers. */
@Component(
        service = {Directory.class, DriverFamily.class},
        configurationPid = Directory.PID)
@Designate(ocd = Directory.Config.class)
public final class Directory implements DriverFamily {

    static final String PID = "io.nova.manager.identity.directory";

    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    /** How long exchanges of the driver may take. */
    @ObjectClassDefinition(name = "Identity driver")
    public @interface Config {
        @AttributeDefinition(
                description = "How long a call waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the calls inside, in seconds")
        int driverDrainSeconds() default 10;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final Gate<IdentityDriver> drivers;
    private final Gate<IdentityEditor> editors;
    private final IdentityHashMap<IdentityNews, IdentityNews.Watch> watches =
            new IdentityHashMap<>();
    private final List<IdentityListener> listeners = new CopyOnWriteArrayList<>();

    @Activate
    public Directory(Config config) {
        this(
                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0));
    }

    Directory(Duration wait, Duration drain) {
        drivers = new Gate<>("identity", wait, drain);
        editors = new Gate<>("identity editor", wait, drain);
    }

    @Override
    public String family() {
        return "identity";
    }

    @Override
    public GateStats stats() {
        return drivers.stats();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(IdentityDriver driver, Map<String, Object> properties) {
        drivers.bind(driver, name(properties), 0);
        tell(IdentityListener::allChanged);
    }

    void unbindDriver(IdentityDriver driver) {
        drivers.unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEditor(IdentityEditor editor, Map<String, Object> properties) {
        editors.bind(editor, name(properties), 0);
    }

    void unbindEditor(IdentityEditor editor) {
        editors.unbind(editor);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNews(IdentityNews news) {
        synchronized (watches) {
            watches.put(news, news.watch(new Relay()));
        }
        // What changed before it could be told.
        tell(IdentityListener::allChanged);
    }

    void unbindNews(IdentityNews news) {
        synchronized (watches) {
            IdentityNews.Watch watch = watches.remove(news);
            if (watch != null) {
                watch.close();
            }
        }
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.getOrDefault(IdentityDriver.DRIVER_NAME, "unnamed"));
    }

    /** Tells the listener of what may have changed, for ever or until {@link #forget}. */
    void listen(IdentityListener listener) {
        listeners.add(listener);
    }

    void forget(IdentityListener listener) {
        listeners.remove(listener);
    }

    /** Tells the listeners of this process without waiting for the driver to. */
    void tell(Consumer<IdentityListener> news) {
        listeners.forEach(news);
    }

    /**
     * Asks the driver.
     *
     * @throws UnavailableException if it does not answer
     */
    <R> R read(Function<? super IdentityDriver, R> question) {
        return translate(() -> drivers.ask(question));
    }

    /**
     * Has the driver change something.
     *
     * @throws UnsupportedException if the directory cannot be written
     */
    <R> R write(Function<? super IdentityEditor, R> change) {
        if (!editors.isOpen() && drivers.isOpen()) {
            throw new UnsupportedException(
                    ResourceType.USER,
                    "",
                    "Users, projects and keys are kept in a directory that cannot be changed here");
        }
        return translate(() -> editors.ask(change));
    }

    private static <R> R translate(Supplier<R> call) {
        try {
            return call.get();
        } catch (DriverException e) {
            // The driver's words are for the operator; where it waits for another, they say all.
            boolean waits =
                    e.kind() == DriverException.Kind.UNREACHABLE
                            || e.kind() == DriverException.Kind.BUSY;
            LOG.warn(
                    "The identity driver failed: {} {}",
                    e.kind(),
                    e.getMessage(),
                    waits ? null : e);
            throw new UnavailableException(
                    "identity", "Users cannot be looked up now; try again", e);
        }
    }

    private final class Relay implements IdentityListener {

        @Override
        public void keyChanged(AccessKeyId key) {
            tell(listener -> listener.keyChanged(key));
        }

        @Override
        public void userChanged(UserId user) {
            tell(listener -> listener.userChanged(user));
        }

        @Override
        public void allChanged() {
            tell(IdentityListener::allChanged);
        }
    }
}
