package io.nova.driver.identity.local;

import static io.nova.driver.identity.local.Kinds.KEYS;
import static io.nova.driver.identity.local.Kinds.MEMBERS;
import static io.nova.driver.identity.local.Kinds.NAMES;
import static io.nova.driver.identity.local.Kinds.PROJECTS;
import static io.nova.driver.identity.local.Kinds.USERS;

import io.nova.driver.identity.local.Kinds.KeyRecord;
import io.nova.driver.identity.local.Kinds.ProjectName;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.Member;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes identities, each change in one commit.
 *
 * <p>Whatever belongs to a user or a project rewrites its record when it comes, so that it and the
 * removal of its owner exclude each other.
 */
final class IdentityChanges {

    /** Far more lost races than there can be rivals. */
    private static final int ATTEMPTS = 100;

    /** What is removed in one commit; the rest goes in the next. */
    private static final int BATCH = 200;

    private final StateStore store;
    private final SecretSealer sealer;
    private final IdSource ids = new IdSource(new SecureRandom());

    IdentityChanges(StateStore store, SecretSealer sealer) {
        this.store = store;
        this.sealer = sealer;
    }

    boolean found(User user, Project project, AccessKey key, Secret secret) {
        // The same operation for all who try: an answer that got lost is not a second founding.
        Tx.Builder tx = Tx.of("identity/found/" + user.id());
        tx.create(USERS, user.id().value(), user);
        create(tx, project);
        tx.create(KEYS, key.id().value(), new KeyRecord(key, sealer.seal(key, secret)));
        CommitResult result = Records.commit(store, tx.build());
        if (result instanceof CommitResult.Ok) {
            return true;
        }
        if (result instanceof CommitResult.Replayed || isThere(result, USERS)) {
            return false;
        }
        throw refusal(result);
    }

    void createUser(User user) {
        change(tx -> tx.create(USERS, user.id().value(), user));
    }

    void deleteUser(UserId id) {
        while (store.get(USERS, id.value()).isPresent()) {
            change(
                    tx -> {
                        Optional<Rec<User>> user = store.get(USERS, id.value());
                        if (store.count(PROJECTS, Kinds.managed(id)) > 0) {
                            throw new InUseException(
                                    ResourceType.USER,
                                    id,
                                    "The user '%s' manages a project".formatted(id));
                        }
                        boolean last = deleteSome(tx, Kinds.of(id));
                        user.filter(there -> last).ifPresent(there -> tx.delete(USERS, there));
                    });
        }
    }

    void createProject(Project project) {
        change(
                tx -> {
                    touch(tx, USERS, project.manager().value(), ResourceType.USER);
                    create(tx, project);
                });
    }

    void deleteProject(ProjectId id) {
        while (store.get(PROJECTS, id.value()).isPresent()) {
            change(
                    tx -> {
                        Optional<Rec<Project>> project = store.get(PROJECTS, id.value());
                        boolean last = deleteSome(tx, Kinds.in(id));
                        project.filter(there -> last)
                                .ifPresent(
                                        there -> {
                                            tx.delete(PROJECTS, there);
                                            store.get(NAMES, there.value().name())
                                                    .ifPresent(name -> tx.delete(NAMES, name));
                                        });
                    });
        }
    }

    void setRoles(ProjectId project, UserId user, Set<Role> roles) {
        String id = Kinds.member(project, user);
        change(
                tx -> {
                    touch(tx, PROJECTS, project.value(), ResourceType.PROJECT);
                    touch(tx, USERS, user.value(), ResourceType.USER);
                    Optional<Rec<Member>> there = store.get(MEMBERS, id);
                    if (roles.isEmpty()) {
                        there.ifPresent(member -> tx.delete(MEMBERS, member));
                        return;
                    }
                    Member member = new Member(project, user, roles);
                    there.ifPresentOrElse(
                            earlier -> tx.update(MEMBERS, earlier, member),
                            () -> tx.create(MEMBERS, id, member));
                });
    }

    void createKey(AccessKey key, Secret secret) {
        KeyRecord record = new KeyRecord(key, sealer.seal(key, secret));
        change(
                tx -> {
                    touch(tx, PROJECTS, key.project().value(), ResourceType.PROJECT);
                    touch(tx, USERS, key.user().value(), ResourceType.USER);
                    tx.create(KEYS, key.id().value(), record);
                });
    }

    void enableKey(AccessKeyId id, boolean enabled) {
        change(
                tx -> {
                    Rec<KeyRecord> there = require(KEYS, id.value(), ResourceType.ACCESS_KEY);
                    AccessKey key = there.value().key();
                    AccessKey changed =
                            new AccessKey(id, key.user(), key.project(), enabled, key.createdAt());
                    tx.update(KEYS, there, new KeyRecord(changed, there.value().secret()));
                });
    }

    void deleteKey(AccessKeyId id) {
        change(tx -> store.get(KEYS, id.value()).ifPresent(there -> tx.delete(KEYS, there)));
    }

    private static void create(Tx.Builder tx, Project project) {
        tx.create(PROJECTS, project.id().value(), project);
        tx.create(NAMES, project.name(), new ProjectName(project.name(), project.id()));
    }

    /** Removes keys and memberships; tells whether no more are left. */
    private boolean deleteSome(Tx.Builder tx, IndexEntry entry) {
        var keys = store.query(KEYS, entry, "", BATCH);
        var members = store.query(MEMBERS, entry, "", BATCH);
        keys.items().forEach(key -> tx.delete(KEYS, key));
        members.items().forEach(member -> tx.delete(MEMBERS, member));
        return keys.next().isEmpty() && members.next().isEmpty();
    }

    private <T> void touch(Tx.Builder tx, Kind<T> kind, String id, ResourceType type) {
        Rec<T> there = require(kind, id, type);
        tx.update(kind, there, there.value());
    }

    private <T> Rec<T> require(Kind<T> kind, String id, ResourceType type) {
        return store.get(kind, id).orElseThrow(() -> new NotFoundException(type, id));
    }

    /** Commits what the steps build, anew after every lost race. */
    private void change(Consumer<Tx.Builder> steps) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Tx.Builder builder = Tx.of("identity/" + ids.hex(32));
            steps.accept(builder);
            Tx tx = builder.build();
            if (tx.ops().isEmpty()) {
                return;
            }
            CommitResult result = Records.commit(store, tx);
            if (result instanceof CommitResult.Ok || result instanceof CommitResult.Replayed) {
                return;
            }
            boolean race = result instanceof CommitResult.Conflict || isThere(result, MEMBERS);
            if (!race) {
                throw refusal(result);
            }
        }
        throw new DriverException(
                DriverException.Kind.BUSY, "lost " + ATTEMPTS + " races for a record");
    }

    private static boolean isThere(CommitResult result, Kind<?> kind) {
        return result instanceof CommitResult.Exists exists && exists.kind().equals(kind);
    }

    private static RuntimeException refusal(CommitResult result) {
        if (result instanceof CommitResult.Exists exists) {
            return new AlreadyExistsException(type(exists.kind()), exists.id());
        }
        return new DriverException(
                DriverException.Kind.BROKEN, "the state store answered " + result);
    }

    private static ResourceType type(Kind<?> kind) {
        if (List.of(PROJECTS, NAMES).contains(kind)) {
            return ResourceType.PROJECT;
        }
        return kind.equals(USERS) ? ResourceType.USER : ResourceType.ACCESS_KEY;
    }
}
