package io.nova.manager.identity;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.Signer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes projects, users and access keys.
 *
 * <p>Policy says who may use a method at all. On top of that, only cloud administrators reach
 * beyond their own project and user; security staff may look.
 */
@Component
public final class IdentityManager implements ProjectService {

    private static final int ID_ATTEMPTS = 20;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_DESCRIPTION = 1024;

    /** What is given to users everywhere, or follows from managing the project. */
    private static final Set<Role> NEVER_IN_A_PROJECT =
            EnumSet.of(Role.CLOUDADMIN, Role.ITSEC, Role.SERVICE, Role.PROJECTMANAGER);

    private final Directory directory;
    private final Authorizer authorizer;
    private final Clock clock;
    private final KeyMaker maker;

    @Activate
    public IdentityManager(
            @Reference Directory directory,
            @Reference Authorizer authorizer,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.clock = clock;
        this.maker = new KeyMaker(ids);
    }

    @Override
    public Project createProject(
            RequestContext context, String name, String description, UserId manager) {
        authorizer.require(context.caller(), "nova:ProjectCreate");
        requireText("Name", name, LONGEST_NAME);
        if (!description.isEmpty()) {
            requireText("Description", description, LONGEST_DESCRIPTION);
        }
        for (int attempt = 0; attempt < ID_ATTEMPTS; attempt++) {
            Project project = new Project(maker.project(), name, description, manager, now());
            try {
                change(editor -> editor.createProject(project));
                return project;
            } catch (AlreadyExistsException e) {
                boolean idTaken = e.id().equals(project.id().value()) && !e.id().equals(name);
                if (!idTaken) {
                    throw e;
                }
            }
        }
        throw new UnavailableException("identity", "No project id was free; try again");
    }

    @Override
    public Project getProject(RequestContext context, ProjectId id) {
        authorizer.require(context.caller(), "nova:ProjectShow");
        return directory
                .read(driver -> driver.findProject(id))
                .filter(project -> maySee(context.caller(), project))
                .orElseThrow(() -> new NotFoundException(ResourceType.PROJECT, id));
    }

    @Override
    public Project getProjectByName(RequestContext context, String name) {
        authorizer.require(context.caller(), "nova:ProjectShow");
        return directory
                .read(driver -> driver.findProjectByName(name))
                .filter(project -> maySee(context.caller(), project))
                .orElseThrow(() -> new NotFoundException(ResourceType.PROJECT, name));
    }

    @Override
    public Page<Project> listProjects(RequestContext context, String after, int limit) {
        authorizer.require(context.caller(), "nova:ProjectList");
        return directory.read(driver -> driver.listProjects(after, limit));
    }

    @Override
    public User createUser(RequestContext context, UserId id, Set<Role> roles) {
        authorizer.require(context.caller(), "nova:UserCreate");
        if (roles.contains(Role.PROJECTMANAGER)) {
            throw InvalidParameterException.badValue(
                    "Role", Role.PROJECTMANAGER.name(), "it follows from managing a project");
        }
        User user = new User(id, roles, true, now());
        change(editor -> editor.createUser(user));
        return user;
    }

    @Override
    public Page<User> listUsers(RequestContext context, String after, int limit) {
        authorizer.require(context.caller(), "nova:UserList");
        return directory.read(driver -> driver.listUsers(after, limit));
    }

    @Override
    public void setRoles(RequestContext context, ProjectId project, UserId user, Set<Role> roles) {
        Caller caller = context.caller();
        authorizer.require(caller, "nova:RoleSet");
        if (!isAdministrator(caller) && !caller.project().equals(project)) {
            throw new NotFoundException(ResourceType.PROJECT, project);
        }
        roles.stream()
                .filter(NEVER_IN_A_PROJECT::contains)
                .findFirst()
                .ifPresent(
                        role -> {
                            throw InvalidParameterException.badValue(
                                    "Role", role.name(), "it is not given in a project");
                        });
        change(editor -> editor.setRoles(project, user, roles));
        directory.tell(listener -> listener.userChanged(user));
    }

    @Override
    public NewAccessKey createAccessKey(RequestContext context, ProjectId project, UserId user) {
        Caller caller = context.caller();
        authorizer.require(caller, "nova:AccessKeyCreate");
        boolean own = caller.user().equals(user) && caller.project().equals(project);
        if (!own && !isAdministrator(caller)) {
            throw new AccessDeniedException(
                    "nova:AccessKeyCreate",
                    "The user '%s' may make access keys only for itself, in the project %s"
                            .formatted(caller.user(), caller.project()));
        }
        requireMember(caller, project, user);
        Secret secret = maker.secret();
        AccessKey key = new AccessKey(maker.key(), user, project, true, now());
        change(editor -> editor.createKey(key, secret));
        directory.tell(listener -> listener.keyChanged(key.id()));
        return new NewAccessKey(key, secret);
    }

    /** A key of one who does not belong to the project would never work. */
    private void requireMember(Caller caller, ProjectId id, UserId userId) {
        Project project =
                directory
                        .read(driver -> driver.findProject(id))
                        .orElseThrow(() -> new NotFoundException(ResourceType.PROJECT, id));
        User user =
                directory
                        .read(driver -> driver.findUser(userId))
                        .orElseThrow(() -> new NotFoundException(ResourceType.USER, userId));
        boolean belongs =
                project.manager().equals(userId)
                        || CallerManager.belongsEverywhere(user.roles())
                        || directory.read(driver -> driver.listMembers(id)).stream()
                                .anyMatch(member -> member.user().equals(userId));
        if (!belongs && !isAdministrator(caller)) {
            throw new AccessDeniedException(
                    "nova:AccessKeyCreate",
                    "The user '%s' is no member of the project %s".formatted(userId, id));
        }
        if (!belongs) {
            // The least that a member has; what the user may do everywhere comes on top.
            change(editor -> editor.setRoles(id, userId, Set.of(Role.DEVELOPER)));
        }
    }

    @Override
    public List<AccessKey> listAccessKeys(RequestContext context, UserId user) {
        Caller caller = context.caller();
        authorizer.require(caller, "nova:AccessKeyList");
        if (!caller.user().equals(user) && !seesAll(caller)) {
            throw new NotFoundException(ResourceType.USER, user);
        }
        return directory.read(driver -> driver.listKeys(user));
    }

    @Override
    public void deleteAccessKey(RequestContext context, AccessKeyId key) {
        Caller caller = context.caller();
        authorizer.require(caller, "nova:AccessKeyDelete");
        Optional<UserId> owner =
                directory.read(driver -> driver.findSigner(key)).map(Signer::user).map(User::id);
        if (owner.isEmpty() || isAdministrator(caller) || owner.get().equals(caller.user())) {
            change(editor -> editor.deleteKey(key));
            directory.tell(listener -> listener.keyChanged(key));
        } else {
            throw new NotFoundException(ResourceType.ACCESS_KEY, key);
        }
    }

    private void change(Consumer<IdentityEditor> change) {
        directory.write(
                editor -> {
                    change.accept(editor);
                    return true;
                });
    }

    private Instant now() {
        // As coarse as records hold it, so that what is returned is what is stored.
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean maySee(Caller caller, Project project) {
        return seesAll(caller) || caller.project().equals(project.id());
    }

    private static boolean seesAll(Caller caller) {
        return isAdministrator(caller) || caller.has(Role.ITSEC);
    }

    private static boolean isAdministrator(Caller caller) {
        return caller.has(Role.CLOUDADMIN);
    }

    private static void requireText(String parameter, String text, int longest) {
        if (text.isBlank() || text.length() > longest || !text.equals(text.strip())) {
            throw InvalidParameterException.badValue(
                    parameter, text, "must be 1 to " + longest + " characters without outer space");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw InvalidParameterException.badValue(
                    parameter, text, "must not hold control characters");
        }
    }
}
