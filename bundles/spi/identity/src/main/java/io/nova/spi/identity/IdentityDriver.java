package io.nova.spi.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows users, projects, roles and access keys.
 *
 * <p>The identity manager is the only caller, from many threads at once, and interrupts a thread
 * whose deadline passed. Answers are cached by the manager: a driver keeps no cache of its own.
 *
 * <p>This is all that a directory which cannot be written offers. {@link IdentityEditor} and {@link
 * IdentityNews} are services of their own that a driver registers beside this one.
 *
 * <p>Every method throws {@code DriverException} with {@code UNREACHABLE} if the directory does not
 * answer, which never looks like "there is none", and with {@code BROKEN} if what it holds cannot
 * be read.
 */
@ConsumerType
public interface IdentityDriver {

    /** Service property that names the driver, for example {@code local}. */
    String DRIVER_NAME = "driver.name";

    /** The most items of one page. */
    int MAX_PAGE = 1000;

    /**
     * Returns the key with its secret and everything that decides what its owner may do.
     *
     * <p>The key is compared to the letter, upper and lower case apart. An unknown key takes about
     * as long as a known one.
     */
    Optional<Signer> findSigner(AccessKeyId key);

    /** Returns the user. */
    Optional<User> findUser(UserId id);

    /** Returns the project. */
    Optional<Project> findProject(ProjectId id);

    /** Returns the project of that name, compared to the letter. */
    Optional<Project> findProjectByName(String name);

    /**
     * Lists users in the order of their ids.
     *
     * @param after begins with greater ids; empty for the beginning
     * @param limit the most users, 1 to {@value #MAX_PAGE}
     */
    Page<User> listUsers(String after, int limit);

    /**
     * Lists projects in the order of their names.
     *
     * @param after begins with greater names; empty for the beginning
     * @param limit the most projects, 1 to {@value #MAX_PAGE}
     */
    Page<Project> listProjects(String after, int limit);

    /** Lists who has a role in the project, in the order of the users' ids. */
    List<Member> listMembers(ProjectId project);

    /** Lists the user's keys in the order of their ids; none for an unknown user. */
    List<AccessKey> listKeys(UserId user);
}
