package io.nova.testkit.identity;

import static java.util.Comparator.comparing;

import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.IdentityDriver;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.identity.IdentityNews;
import io.nova.spi.identity.Member;
import io.nova.spi.identity.Signer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Identities in memory: the plain model that other drivers are held against. One lock. */
public final class MemoryIdentity implements IdentityDriver, IdentityEditor, IdentityNews {

    private final Map<UserId, User> users = new TreeMap<>();
    private final Map<String, Project> projects = new TreeMap<>();
    private final Map<AccessKeyId, AccessKey> keys = new TreeMap<>();
    private final Map<AccessKeyId, Secret> secrets = new TreeMap<>();
    private final Map<Membership, Set<Role>> members =
            new TreeMap<>(comparing(Membership::project).thenComparing(Membership::user));
    private final List<IdentityListener> listeners = new CopyOnWriteArrayList<>();

    private record Membership(ProjectId project, UserId user) {}

    @Override
    public synchronized Optional<Signer> findSigner(AccessKeyId id) {
        return Optional.ofNullable(keys.get(id))
                .flatMap(
                        key ->
                                findProject(key.project())
                                        .map(
                                                project ->
                                                        new Signer(
                                                                key,
                                                                get(secrets, id),
                                                                get(users, key.user()),
                                                                project,
                                                                roles(key))));
    }

    private Set<Role> roles(AccessKey key) {
        return members.getOrDefault(new Membership(key.project(), key.user()), Set.of());
    }

    @Override
    public synchronized Optional<User> findUser(UserId id) {
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public synchronized Optional<Project> findProject(ProjectId id) {
        return projects.values().stream().filter(project -> project.id().equals(id)).findAny();
    }

    @Override
    public synchronized Optional<Project> findProjectByName(String name) {
        return Optional.ofNullable(projects.get(name));
    }

    @Override
    public synchronized Page<User> listUsers(String after, int limit) {
        return page(users.values(), user -> user.id().value(), after, limit);
    }

    @Override
    public synchronized Page<Project> listProjects(String after, int limit) {
        return page(projects.values(), Project::name, after, limit);
    }

    private static <T> Page<T> page(
            Collection<T> all, Function<T, String> key, String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + MAX_PAGE);
        }
        List<T> rest =
                all.stream()
                        .filter(one -> key.apply(one).compareTo(after) > 0)
                        .sorted(Comparator.comparing(key))
                        .limit(limit + 1L)
                        .toList();
        List<T> shown = rest.subList(0, Math.min(limit, rest.size()));
        Optional<String> next =
                rest.size() > limit
                        ? Optional.of(key.apply(shown.get(limit - 1)))
                        : Optional.empty();
        return new Page<>(shown, next);
    }

    @Override
    public synchronized List<Member> listMembers(ProjectId project) {
        return members.entrySet().stream()
                .filter(entry -> entry.getKey().project().equals(project))
                .map(entry -> new Member(project, entry.getKey().user(), entry.getValue()))
                .toList();
    }

    @Override
    public synchronized List<AccessKey> listKeys(UserId user) {
        return keys.values().stream().filter(key -> key.user().equals(user)).toList();
    }

    @Override
    public synchronized boolean found(User user, Project project, AccessKey key, Secret secret) {
        if (users.containsKey(user.id())) {
            return false;
        }
        createUser(user);
        createProject(project);
        createKey(key, secret);
        return true;
    }

    @Override
    public synchronized void createUser(User user) {
        if (users.putIfAbsent(user.id(), user) != null) {
            throw new AlreadyExistsException(ResourceType.USER, user.id());
        }
        tell(listener -> listener.userChanged(user.id()));
    }

    @Override
    public synchronized void deleteUser(UserId user) {
        if (projects.values().stream().anyMatch(project -> project.manager().equals(user))) {
            throw new InUseException(
                    ResourceType.USER, user, "The user '%s' manages a project".formatted(user));
        }
        users.remove(user);
        removeKeys(key -> key.user().equals(user));
        members.keySet().removeIf(membership -> membership.user().equals(user));
        tell(listener -> listener.userChanged(user));
    }

    @Override
    public synchronized void createProject(Project project) {
        requireUser(project.manager());
        if (findProject(project.id()).isPresent()) {
            throw new AlreadyExistsException(ResourceType.PROJECT, project.id());
        }
        if (projects.putIfAbsent(project.name(), project) != null) {
            throw new AlreadyExistsException(ResourceType.PROJECT, project.name());
        }
    }

    @Override
    public synchronized void deleteProject(ProjectId project) {
        projects.values().removeIf(one -> one.id().equals(project));
        removeKeys(key -> key.project().equals(project));
        members.keySet().removeIf(membership -> membership.project().equals(project));
        tell(IdentityListener::allChanged);
    }

    @Override
    public synchronized void setRoles(ProjectId project, UserId user, Set<Role> roles) {
        requireProject(project);
        requireUser(user);
        if (roles.isEmpty()) {
            members.remove(new Membership(project, user));
        } else {
            members.put(new Membership(project, user), Set.copyOf(roles));
        }
        tell(listener -> listener.userChanged(user));
    }

    @Override
    public synchronized void createKey(AccessKey key, Secret secret) {
        requireProject(key.project());
        requireUser(key.user());
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new AlreadyExistsException(ResourceType.ACCESS_KEY, key.id());
        }
        secrets.put(key.id(), secret);
        tell(listener -> listener.keyChanged(key.id()));
    }

    @Override
    public synchronized void enableKey(AccessKeyId id, boolean enabled) {
        AccessKey key = keys.get(id);
        if (key == null) {
            throw new NotFoundException(ResourceType.ACCESS_KEY, id);
        }
        keys.put(id, new AccessKey(id, key.user(), key.project(), enabled, key.createdAt()));
        tell(listener -> listener.keyChanged(id));
    }

    @Override
    public synchronized void deleteKey(AccessKeyId id) {
        removeKeys(key -> key.id().equals(id));
        tell(listener -> listener.keyChanged(id));
    }

    @Override
    public Watch watch(IdentityListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void removeKeys(java.util.function.Predicate<AccessKey> which) {
        keys.values().removeIf(which);
        secrets.keySet().retainAll(keys.keySet());
    }

    private void requireUser(UserId user) {
        if (!users.containsKey(user)) {
            throw new NotFoundException(ResourceType.USER, user);
        }
    }

    private void requireProject(ProjectId project) {
        if (findProject(project).isEmpty()) {
            throw new NotFoundException(ResourceType.PROJECT, project);
        }
    }

    private void tell(Consumer<IdentityListener> news) {
        listeners.forEach(news);
    }

    private static <K, V> V get(Map<K, V> map, K key) {
        return Optional.ofNullable(map.get(key)).orElseThrow();
    }
}
