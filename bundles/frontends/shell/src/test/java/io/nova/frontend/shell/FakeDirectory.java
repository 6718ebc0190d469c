package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Projects and users in memory, and the operator. */
final class FakeDirectory implements ProjectService, CallerResolver {

    final Map<String, Project> projects = new LinkedHashMap<>();
    final Map<UserId, User> users = new LinkedHashMap<>();
    final Map<UserId, Set<Role>> given = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();

    List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public Optional<Credential> find(AccessKeyId key) {
        return Optional.empty();
    }

    @Override
    public Caller operator() {
        return new Caller(
                new UserId("admin"),
                new ProjectId("000000000000"),
                new AccessKeyId("operator"),
                Set.of(Role.CLOUDADMIN));
    }

    @Override
    public Project createProject(
            RequestContext context, String name, String description, UserId manager) {
        ProjectId id = new ProjectId("%012d".formatted(projects.size() + 1));
        Project project = new Project(id, name, description, manager, Instant.EPOCH);
        projects.put(name, project);
        return project;
    }

    @Override
    public Project getProject(RequestContext context, ProjectId id) {
        throw new NotFoundException(ResourceType.PROJECT, id);
    }

    @Override
    public Project getProjectByName(RequestContext context, String name) {
        return Optional.ofNullable(projects.get(name))
                .orElseThrow(() -> new NotFoundException(ResourceType.PROJECT, name));
    }

    @Override
    public Page<Project> listProjects(RequestContext context, String after, int limit) {
        return new Page<>(List.copyOf(projects.values()), Optional.empty());
    }

    @Override
    public User createUser(RequestContext context, UserId id, Set<Role> roles) {
        User user = new User(id, roles, true, Instant.EPOCH);
        users.put(id, user);
        return user;
    }

    @Override
    public Page<User> listUsers(RequestContext context, String after, int limit) {
        return new Page<>(List.copyOf(users.values()), Optional.empty());
    }

    @Override
    public void setRoles(RequestContext context, ProjectId project, UserId user, Set<Role> roles) {
        given.put(user, roles);
        log.add("roles %s %s in %s".formatted(user, new TreeSet<>(roles), project));
    }

    @Override
    public NewAccessKey createAccessKey(RequestContext context, ProjectId project, UserId user) {
        log.add("key " + user);
        AccessKey key = new AccessKey(new AccessKeyId("AKIA1"), user, project, true, Instant.EPOCH);
        return new NewAccessKey(key, Secret.of("secret"));
    }

    @Override
    public List<AccessKey> listAccessKeys(RequestContext context, UserId user) {
        return List.of();
    }

    @Override
    public void deleteAccessKey(RequestContext context, AccessKeyId key) {
        log.add("delete " + key);
    }
}
