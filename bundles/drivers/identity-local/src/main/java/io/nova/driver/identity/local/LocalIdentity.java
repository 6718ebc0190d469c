package io.nova.driver.identity.local;

import static io.nova.driver.identity.local.Kinds.ALL;
import static io.nova.driver.identity.local.Kinds.KEYS;
import static io.nova.driver.identity.local.Kinds.MEMBERS;
import static io.nova.driver.identity.local.Kinds.NAMES;
import static io.nova.driver.identity.local.Kinds.PROJECTS;
import static io.nova.driver.identity.local.Kinds.USERS;

import io.nova.driver.identity.local.Kinds.KeyRecord;
import io.nova.driver.identity.local.Kinds.ProjectName;
import io.nova.model.AccessKeyId;
import io.nova.model.DriverException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.identity.IdentityDriver;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.identity.IdentityNews;
import io.nova.spi.identity.Member;
import io.nova.spi.identity.Signer;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps identities in the state store, and secrets sealed under a key from a file. */
@Component(
        configurationPid = LocalIdentity.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = {IdentityDriver.class, IdentityEditor.class, IdentityNews.class},
        property = IdentityDriver.DRIVER_NAME + "=local")
@Designate(ocd = LocalIdentity.Config.class)
public final class LocalIdentity implements IdentityDriver, IdentityEditor, IdentityNews {

    static final String PID = "io.nova.driver.identity.local";

    /** How the driver is set up. */
    @ObjectClassDefinition(name = "Identities in the state store")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "File with the key that secrets are sealed with; made at the first start,"
                                + " for its owner's eyes alone. Back it up: without it no access"
                                + " key works")
        String keyFile();
    }

    private static final AccessKey DECOY =
            new AccessKey(
                    new AccessKeyId("DECOY"),
                    new UserId("decoy"),
                    new ProjectId("000000000000"),
                    false,
                    Instant.EPOCH);

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final StateStore store;
    private final SecretSealer sealer;
    private final SealedSecret decoy;
    private final IdentityChanges changes;

    @Activate
    public LocalIdentity(Config config, @Reference StateStore store) {
        this(FILE.path("keyFile", config::keyFile), store);
    }

    LocalIdentity(Path keyFile, StateStore store) {
        this.store = store;
        this.sealer = new SecretSealer(new KeyFile(keyFile).load(() -> store.count(KEYS, ALL) > 0));
        this.decoy = sealer.seal(DECOY, Secret.of("x".repeat(40)));
        this.changes = new IdentityChanges(store, sealer);
        requireOwnKey(keyFile);
    }

    private void requireOwnKey(Path keyFile) {
        long others = store.count(KEYS, ALL) - store.count(KEYS, Kinds.sealedBy(sealer.kek()));
        if (others > 0) {
            throw new IllegalStateException(
                    "io.nova.driver.identity.local: key keyFile: %s holds the key %s, but %d secrets"
                                    .formatted(keyFile, sealer.kek(), others)
                            + " in the state store are sealed with another; put that one back");
        }
    }

    @Override
    public Optional<Signer> findSigner(AccessKeyId id) {
        return ask(
                () -> {
                    Optional<KeyRecord> found = store.get(KEYS, id.value()).map(Rec::value);
                    // The decoy, so that time does not tell which keys there are.
                    AccessKey key = found.map(KeyRecord::key).orElse(DECOY);
                    var user = store.get(USERS, key.user().value());
                    var project = store.get(PROJECTS, key.project().value());
                    String membership = Kinds.member(key.project(), key.user());
                    Set<Role> roles =
                            store.get(MEMBERS, membership)
                                    .map(member -> member.value().roles())
                                    .orElse(Set.of());
                    Secret secret = sealer.open(key, found.map(KeyRecord::secret).orElse(decoy));
                    if (found.isEmpty() || user.isEmpty() || project.isEmpty()) {
                        return Optional.empty();
                    }
                    return Optional.of(
                            new Signer(
                                    key, secret, user.get().value(), project.get().value(), roles));
                });
    }

    @Override
    public Optional<User> findUser(UserId id) {
        return ask(() -> store.get(USERS, id.value()).map(Rec::value));
    }

    @Override
    public Optional<Project> findProject(ProjectId id) {
        return ask(() -> store.get(PROJECTS, id.value()).map(Rec::value));
    }

    @Override
    public Optional<Project> findProjectByName(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return ask(() -> store.get(NAMES, name).map(Rec::value).map(ProjectName::project))
                .flatMap(this::findProject);
    }

    @Override
    public Page<User> listUsers(String after, int limit) {
        return ask(() -> store.query(USERS, ALL, after, limit).map(Rec::value));
    }

    @Override
    public Page<Project> listProjects(String after, int limit) {
        return ask(
                () -> {
                    Page<Rec<ProjectName>> names = store.query(NAMES, ALL, after, limit);
                    List<String> ids =
                            names.items().stream()
                                    .map(name -> name.value().project().value())
                                    .toList();
                    List<Project> projects =
                            store.getAll(PROJECTS, ids).stream().map(Rec::value).toList();
                    return new Page<>(projects, names.next());
                });
    }

    @Override
    public List<Member> listMembers(ProjectId project) {
        return all(MEMBERS, Kinds.in(project));
    }

    @Override
    public List<AccessKey> listKeys(UserId user) {
        return all(KEYS, Kinds.of(user)).stream().map(KeyRecord::key).toList();
    }

    private <T> List<T> all(Kind<T> kind, IndexEntry entry) {
        return ask(
                () -> {
                    List<T> all = new ArrayList<>();
                    new Records<>(store, kind).each(entry, record -> all.add(record.value()));
                    return List.copyOf(all);
                });
    }

    @Override
    public boolean found(User user, Project project, AccessKey key, Secret secret) {
        return ask(() -> changes.found(user, project, key, secret));
    }

    @Override
    public void createUser(User user) {
        tell(() -> changes.createUser(user));
    }

    @Override
    public void deleteUser(UserId user) {
        tell(() -> changes.deleteUser(user));
    }

    @Override
    public void createProject(Project project) {
        tell(() -> changes.createProject(project));
    }

    @Override
    public void deleteProject(ProjectId project) {
        tell(() -> changes.deleteProject(project));
    }

    @Override
    public void setRoles(ProjectId project, UserId user, Set<Role> roles) {
        tell(() -> changes.setRoles(project, user, roles));
    }

    @Override
    public void createKey(AccessKey key, Secret secret) {
        tell(() -> changes.createKey(key, secret));
    }

    @Override
    public void enableKey(AccessKeyId key, boolean enabled) {
        tell(() -> changes.enableKey(key, enabled));
    }

    @Override
    public void deleteKey(AccessKeyId key) {
        tell(() -> changes.deleteKey(key));
    }

    @Override
    public Watch watch(IdentityListener listener) {
        return ask(
                () -> {
                    var watch = store.watch(StoreNews.KINDS, -1, new StoreNews(listener));
                    return watch::close;
                });
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (UnavailableException e) {
            throw new DriverException(
                    DriverException.Kind.UNREACHABLE, "the state store does not answer", e);
        }
    }

    private static void tell(Runnable change) {
        ask(
                () -> {
                    change.run();
                    return true;
                });
    }
}
