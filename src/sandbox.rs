//! What this process, and the Git that it starts, can still do once the arguments are read.
//!
//! Content is parsed by a lot of code, some of it C. Should one of these parsers ever be turned
//! against us, the kernel still refuses it other files, other programs and the network. On Linux that
//! is Landlock for files, programs and TCP, and seccomp for every other kind of socket. A system
//! without them runs the same commands unconfined.

use std::path::PathBuf;

/// What a command needs. Everything else is refused; paths that do not exist allow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Files, and folders with all below them, that are read.
    pub read: Vec<PathBuf>,
    /// Files, and folders with all below them, that are changed. Includes reading.
    pub write: Vec<PathBuf>,
    /// Folders in which other folders are created, renamed and removed, files not.
    pub rearrange: Vec<PathBuf>,
    /// Programs that are started, and the loaders that the system needs for that. Includes reading.
    pub run: Vec<PathBuf>,
    /// Whether other hosts are asked. Sockets that are open already keep working.
    pub network: bool,
}

/// How far a process is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confinement {
    /// All that [`Permissions`] do not allow is refused.
    Full,
    /// The kernel is too old for some of it.
    Partial,
    /// The system knows none of it.
    None,
}

/// Confines this thread and all that it starts from now on, for good. Call it before any other
/// thread is there. Where the system refuses, the process stays as it was.
pub fn confine(permissions: &Permissions) -> Confinement {
    system::confine(permissions)
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
    };
    use rustix::io::Errno;
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    use super::{Confinement, Permissions};

    /// Without the right to link and rename between folders (Linux 5.19) a ruleset refuses both
    /// everywhere, and no site could be swapped in.
    const OLDEST: ABI = ABI::V2;
    /// The newest rights that are known here; an older kernel enforces those that it has.
    const NEWEST: ABI = ABI::V6;

    pub(super) fn confine(permissions: &Permissions) -> Confinement {
        let files = restrict(permissions).unwrap_or(RulesetStatus::NotEnforced);
        let has_no_sockets = permissions.network || refuse_sockets().is_some();
        match (files, has_no_sockets) {
            (RulesetStatus::FullyEnforced, true) => Confinement::Full,
            (RulesetStatus::NotEnforced, false) => Confinement::None,
            _ => Confinement::Partial,
        }
    }

    fn restrict(permissions: &Permissions) -> Result<RulesetStatus, RulesetError> {
        let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
        let running = reading | AccessFs::Execute;
        let writing = AccessFs::from_all(NEWEST) & !AccessFs::Execute;
        let rearranging = AccessFs::MakeDir | AccessFs::RemoveDir | AccessFs::Refer;
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(OLDEST))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(NEWEST))?;
        if !permissions.network {
            rules = rules.handle_access(AccessNet::from_all(NEWEST))?;
        }
        let confined = rules
            .scope(Scope::from_all(NEWEST))?
            .create()?
            .add_rules(path_beneath_rules(&permissions.read, reading))?
            .add_rules(path_beneath_rules(&permissions.write, writing))?
            .add_rules(path_beneath_rules(&permissions.rearrange, rearranging))?
            .add_rules(path_beneath_rules(&permissions.run, running))?
            .restrict_self()?;
        Ok(confined.ruleset)
    }

    /// No new socket of any kind: Landlock knows TCP only, and a name can be resolved over UDP.
    /// `io_uring` could open one unseen by seccomp.
    fn refuse_sockets() -> Option<()> {
        let machine: TargetArch = std::env::consts::ARCH.try_into().ok()?;
        let calls = [libc::SYS_socket, libc::SYS_io_uring_setup].map(|call| (call, Vec::new()));
        let refused = SeccompAction::Errno(Errno::ACCESS.raw_os_error().unsigned_abs());
        let filter =
            SeccompFilter::new(BTreeMap::from(calls), SeccompAction::Allow, refused, machine).ok()?;
        let program: BpfProgram = filter.try_into().ok()?;
        seccompiler::apply_filter(&program).ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Confinement, Permissions};

    pub(super) fn confine(_: &Permissions) -> Confinement {
        Confinement::None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "what is confined is tried")]

    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::process::Command;
    use std::{fs, thread};

    use super::*;

    /// Tries things in a thread of its own: confining is for good. Nothing is tried where the kernel
    /// cannot confine.
    fn confined(permissions: Permissions, attempt: impl FnOnce() + Send) {
        thread::scope(|scope| {
            let run = || match confine(&permissions) {
                Confinement::Full => attempt(),
                confinement => eprintln!("not tried, the kernel confines only so far: {confinement:?}"),
            };
            scope.spawn(run).join().unwrap();
        });
    }

    #[test]
    fn only_what_is_permitted_can_be_read_and_written() {
        let [inside, outside, out] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        for folder in [&inside, &outside, &out] {
            fs::write(folder.path().join("a"), "x").unwrap();
        }
        let (read, write) = (vec![inside.path().to_owned()], vec![out.path().to_owned()]);
        confined(Permissions { read, write, ..Permissions::default() }, || {
            let file = |folder: &tempfile::TempDir| folder.path().join("a");
            assert_eq!(fs::read(file(&inside)).unwrap(), b"x");
            fs::write(file(&out), "y").unwrap();
            fs::create_dir_all(out.path().join("b/c")).unwrap();
            fs::rename(file(&out), out.path().join("b/c/d")).unwrap();
            for refused in [
                fs::read(file(&outside)).map(drop),
                fs::read("/etc/passwd").map(drop),
                fs::write(file(&inside), "y"),
                fs::write(file(&outside), "y"),
                fs::remove_file(file(&inside)),
                fs::create_dir(inside.path().join("b")),
                fs::hard_link(file(&outside), out.path().join("e")),
            ] {
                let error = refused.unwrap_err();
                let kinds = [std::io::ErrorKind::PermissionDenied, std::io::ErrorKind::CrossesDevices];
                assert!(kinds.contains(&error.kind()), "{error}");
            }
        });
    }

    #[test]
    fn no_program_is_started_and_no_socket_opened() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        confined(Permissions::default(), || {
            assert!(Command::new("/bin/sh").args(["-c", "true"]).status().is_err());
            assert!(TcpStream::connect(address).is_err());
            assert!(TcpListener::bind("127.0.0.1:0").is_err());
            assert!(UdpSocket::bind("127.0.0.1:0").is_err());
        });
        let network = Permissions { network: true, ..Permissions::default() };
        confined(network, || drop(TcpStream::connect(address).unwrap()));
    }

    #[test]
    fn folders_are_rearranged_where_files_are_not_changed() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("new")).unwrap();
        fs::write(dir.path().join("page"), "x").unwrap();
        let rearrange = vec![dir.path().to_owned()];
        confined(Permissions { rearrange, ..Permissions::default() }, || {
            fs::rename(dir.path().join("new"), dir.path().join("out")).unwrap();
            fs::write(dir.path().join("page"), "y").unwrap_err();
            fs::write(dir.path().join("more"), "y").unwrap_err();
        });
    }
}
